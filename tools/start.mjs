// `npm start`: installs what is needed and runs the main job.
import { join } from "node:path";
import { build, install, root, run } from "./setup.mjs";

install();
build();
run(process.execPath, [join(root, "apps/cli/dist/bin.js"), "compare", "experiment=main", ...process.argv.slice(2)]);
