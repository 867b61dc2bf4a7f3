// Who may import whom: compares the workspace edges in the package.json files with this table.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const component = ["core", "autodiff"];
const table = {
  core: [],
  autodiff: ["core"],
  engine: ["core"],
  datasets: component,
  samplers: component,
  models: component,
  losses: component,
  optimizers: component,
  meta: component,
  metrics: component,
  trainer: component,
  statistics: [],
  "mlflow-js-client": [],
  tracking: ["core", "mlflow-js-client"],
  report: ["core"],
  compose: ["core"],
  experiment: ["core", "statistics"],
  testing: component,
  // The composition root: knows all, and nothing but commands knows it.
  evenkeel: [
    "autodiff",
    "compose",
    "core",
    "datasets",
    "engine",
    "experiment",
    "losses",
    "meta",
    "metrics",
    "mlflow-js-client",
    "models",
    "optimizers",
    "report",
    "samplers",
    "statistics",
    "tracking",
    "trainer",
  ],
};
/** What tests of a package may use besides. */
const forTests = ["testing", "engine", "autodiff"];
/** Training is tested with real components. */
const forTestsOf = { trainer: ["datasets", "losses", "meta", "models", "optimizers", "samplers"] };

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const short = (name) => name.replace("@evenkeel/", "");
const problems = [];
for (const folder of readdirSync(join(root, "packages"))) {
  const file = join(root, "packages", folder, "package.json");
  if (!existsSync(file)) continue;
  const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(file, "utf8"));
  const row = table[folder];
  if (!row) problems.push(`packages/${folder}: expected a row in tools/check-boundaries, got none.`);
  const workspace = (map) =>
    Object.entries(map)
      .filter(([, range]) => range.startsWith("workspace:"))
      .map(([name]) => short(name));
  for (const name of workspace(dependencies)) {
    if (!row?.includes(name)) problems.push(`${folder} → ${name}: ${folder} may import ${row?.join(", ") || "no other package"}.`);
  }
  for (const name of workspace(devDependencies)) {
    const allowed = [...(row ?? []), ...forTests, ...(forTestsOf[folder] ?? [])];
    if (!allowed.includes(name)) problems.push(`${folder} → ${name} (tests): tests may import ${allowed.join(", ")}.`);
  }
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
