// `pnpm bench <name> …`: builds, then runs benchmarks/dist/<name>.js.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { build, install, root, run } from "./setup.mjs";

const [name = "", ...args] = process.argv.slice(2);
install();
build();
const script = join(root, "benchmarks/dist", `${name}.js`);
if (!/^[\w-]+$/.test(name) || !existsSync(script)) {
  console.error(`bench: expected a benchmark, got ${JSON.stringify(name)}. There are: steps, bands, logistic-regression.`);
  process.exit(1);
}
run(process.execPath, [script, ...args], { cwd: process.env.INIT_CWD ?? process.cwd() });
