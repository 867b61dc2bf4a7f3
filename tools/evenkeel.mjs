// `pnpm evenkeel …`: the command, from sources as they are now.
import { join } from "node:path";
import { build, install, root, run } from "./setup.mjs";

install();
build();
run(process.execPath, [join(root, "apps/cli/dist/bin.js"), ...process.argv.slice(2)], { cwd: process.env.INIT_CWD ?? process.cwd() });
