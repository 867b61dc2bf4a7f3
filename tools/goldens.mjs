// `pnpm goldens <folder>`: compares the components with stored results of reference libraries.
import { join } from "node:path";
import { build, install, root, run } from "./setup.mjs";

install();
build();
run(process.execPath, [join(root, "tools/goldens/dist/main.js"), ...process.argv.slice(2)], { cwd: process.env.INIT_CWD ?? process.cwd() });
