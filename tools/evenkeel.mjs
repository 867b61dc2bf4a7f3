// `pnpm evenkeel …`: the command, from sources as they are now.
import { becomeEvenkeel, build, install } from "./setup.mjs";

install();
build();
await becomeEvenkeel(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
