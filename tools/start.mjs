// `npm start`: installs what is needed and runs the main job.
import { becomeEvenkeel, build, install, root } from "./setup.mjs";

install();
build();
await becomeEvenkeel(["compare", "experiment=main", ...process.argv.slice(2)], root);
