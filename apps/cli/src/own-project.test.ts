import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { roles as catalogRoles } from "@evenkeel/core";
import type { ComparisonReport } from "@evenkeel/report";
import { begunRoles, newComponent, openProject } from "evenkeel/workbench";
import { workbench } from "../test/evenkeel.js";
import { root } from "../test/root.js";

const { run, path } = workbench();

function write(name: string, text: string): void {
  mkdirSync(dirname(path(name)), { recursive: true });
  writeFileSync(path(name), text);
}

const LABEL = `
import { defineLabel, z } from "evenkeel";
import { half } from "../../shares.js";

type Settings = { readonly share: number };

export default defineLabel({
  name: "threshold",
  summary: "the label of the anchor from a share on",
  config: { share: z.number().min(0).max(1).default(half).describe("from which the anchor has the label") },
  create: ({ share }: Settings) => ({ coefficient }) => (coefficient >= share ? 1 : coefficient),
});
`;
const words = (...more: string[]) =>
  "compare experiment=mine trials=2 conditions=[clean] contrasts=[] training.updates=6 --workers 2 --output out".split(" ").concat(more);

beforeAll(() => {
  write("evenkeel.yaml", "");
  mkdirSync(path("node_modules"));
  symlinkSync(join(root, "packages/evenkeel"), path("node_modules/evenkeel"));
  write("shares.ts", "export const half: number = 0.5;\n");
  write("components/label/threshold.ts", LABEL);
  write("components/label/threshold.test.ts", "throw new Error('a test is no component');");
  write("components/helper.ts", "export const two = 2;\n");
  write("components/broken.ts", "export default {{\n");
  write("components/text.ts", 'export default "";\n');
  write("components/throws.js", "throw new Error('at\\nonce');\n");
  write("components/roleless.ts", "export default { name: 'roleless', create: () => null };\n");
  write(
    "components/smote.ts",
    'import { defineSampler } from "evenkeel";\nexport default defineSampler({ name: "smote", summary: "", config: {}, create: () => null as never });\n',
  );
  write(
    "components/other-name.ts",
    'import { defineLoss } from "evenkeel";\nexport default defineLoss({ name: "another", summary: "", config: {}, create: () => null as never });\n',
  );
  write("conf/config.yaml", "model: { hidden: [4] }\nprotocol: { classCounts: [60, 20] }\n");
  write(
    "conf/experiment/mine.yaml",
    "extends: comparison\nname: mine\nmethods: { mine: { sampler: pairing, partner: nearest, label: threshold } }\n",
  );
  write("conf/experiment/main.yaml", "extends: main\ntitle: Mine over theirs\n");
});

test("files that are no components are named in a line each, and the others load", () => {
  const { stdout, stderr, status } = run(["components", "label", "threshold"]);
  expect(status).toBe(0);
  expect(stdout).toContain("label.share: a number ≥ 0, ≤ 1, default 0.5");
  const lines = stderr.trimEnd().split("\n");
  expect(lines.map((line) => line.split(":")[0])).toEqual(
    ["broken.ts", "other-name.ts", "roleless.ts", "smote.ts", "text.ts", "throws.js"].map((name) => `components/${name}`),
  );
  expect(lines[1]).toBe('components/other-name.ts: expected `name: "other-name"` like the file, got "another".');
  expect(lines[2]).toContain("expected `export default define…({ … })`");
  expect(lines[3]).toContain("got sampler=smote, which comes with evenkeel. Rename the file.");
  expect(lines[4]).toContain("expected `export default define…({ … })`");
  expect(lines[5]).toBe("components/throws.js: expected a module that can be loaded, got: at once");
  for (const name of ["broken", "other-name", "roleless", "smote", "text", "throws"])
    rmSync(path(`components/${name}.${name === "throws" ? "js" : "ts"}`));
  expect(run(["components", "label"]).stderr).toBe("");
});

test("the project's config lies over ours, from any folder in it, and its experiments beside ours", () => {
  mkdirSync(path("deep/er"), { recursive: true });
  const shown = spawnSync(process.execPath, [join(root, "apps/cli/dist/bin.js"), "run", "--cfg"], {
    cwd: path("deep/er"),
    encoding: "utf8",
  });
  expect(shown.stdout).toContain("  hidden:\n    - 4\n");
  expect(run(["compare", "experiment=main", "--cfg"]).stdout).toContain("title: Mine over theirs");
  expect(run(["compare", "experiment=mien", "--cfg"]).stderr).toContain("one of the names comparison, judge, main-14c93e4, main, mine,");
});

test("a component with settings may have a name of its own", () => {
  write("conf/sampler/wide.yaml", "name: smote\nkNeighbors: 7\n");
  write("conf/optimizer/fast.yaml", "{ name: sgd, learningRate: 0.5 }\n");
  const shown = run(["run", "sampler=wide", "optimizer=fast", "optimizer.momentum=0.5", "--cfg"]).stdout;
  expect(shown).toContain("sampler:\n  name: smote\n  kNeighbors: 7\n");
  expect(shown).toMatch(/optimizer:\n {2}name: sgd\n {2}learningRate: 0\.5\n[^]*momentum: 0\.5\n/);
  const compared = run([
    "compare",
    "experiment=mine",
    "methods.wide.sampler=wide",
    "methods.wider.sampler=wide",
    "methods.wider.sampler.kNeighbors=9",
    "--cfg",
  ]).stdout;
  expect(compared).toMatch(
    /wide:\n[^]*sampler:\n {6}name: smote\n {6}kNeighbors: 7\n[^]*wider:\n[^]*sampler:\n {6}name: smote\n {6}kNeighbors: 9\n/,
  );
  expect(run(["run", "sampler=wide", "sampler.kNeighbours=3", "--cfg"]).stderr).toContain("sampler.kNeighbours: no such setting");
  expect(run(["components"]).stdout).toContain('{"name":"smote","kNeighbors":7}, of the project');
  // In lists and as conditions too.
  write("conf/sink/quiet.yaml", "{ name: json-lines }\n");
  write("conf/condition/harsh.yaml", "{ name: planted, rows: 7 }\n");
  expect(run(["run", "sinks=[quiet]", "--cfg"]).stdout).toMatch(/sinks:\n {2}- name: json-lines\n/);
  expect(run(["compare", "experiment=mine", "conditions=[clean,harsh]", "--cfg"]).stdout).toContain(
    "  harsh:\n    name: planted\n    rows: 7\n",
  );
  rmSync(path("conf/sink"), { recursive: true });
  rmSync(path("conf/condition"), { recursive: true });
  write("conf/sampler/smote.yaml", "name: smote\n");
  expect(run(["run", "--cfg"]).stderr).toContain("smote.yaml: expected a name that no sampler has, got `smote`. Rename the file.");
  write("conf/sampler/smote.yaml", "");
  rmSync(path("conf/sampler/smote.yaml"));
  write("conf/loss/odd.yaml", "gamma: 2\n");
  expect(run(["run", "--cfg"]).stderr).toContain("odd.yaml: expected `name: …` of one of focal, softmax-cross-entropy, got nothing.");
  rmSync(path("conf/loss"), { recursive: true });
});

test("own components are compared in workers, and what their files import counts", () => {
  expect(run(words()).status).toBe(0);
  expect(run(words()).stdout).toContain("Every run was finished before");
  writeFileSync(path("shares.ts"), "export const half: number = 0.5; // the same to the bit\n");
  // The results of other methods hold.
  const repeated = "2 runs were finished by other code and are repeated";
  expect(run(words()).stdout).toContain(repeated);
  // However a file is imported.
  write("lib/number.json", "1");
  const label = LABEL.replace(
    "export default",
    'const k = createRequire(import.meta.url)("../../lib/number.json");\nvoid k;\nexport default',
  );
  write("components/label/threshold.ts", `import { createRequire } from "node:module"; ${label}`);
  expect(run(words()).stdout).toContain(repeated);
  expect(run(words()).stdout).toContain("Every run was finished before");
  write("lib/number.json", "2");
  expect(run(words()).stdout).toContain(repeated);
  expect(readFileSync(path("out/mine-wdbc/report.md"), "utf8")).toContain("| mine |");
});

test("an error of an own component is told with its line, not called a bug of evenkeel", () => {
  const loss = (thrown: string) => `import { defineLoss } from "evenkeel";
export default defineLoss({
  name: "thrown",
  summary: "throws",
  config: {},
  create: () => { ${thrown} return () => { throw new TypeError("x is not a function"); }; },
});
`;
  write("components/loss/thrown.ts", loss("null.length;"));
  const { status, stderr } = run(["run", "loss=thrown", "training.updates=3", "--output", "thrown"]);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^components\/loss\/thrown\.ts:6:\d+: expected code that runs, got the error below\. If that line is right, it is a bug/m,
  );
  write("components/loss/thrown.ts", loss(""));
  expect(run(["run", "loss=thrown", "training.updates=3", "--output", "thrown"]).stderr).toMatch(
    /components\/loss\/thrown\.ts:6:\d+: x is not a function/,
  );
  rmSync(path("components/loss/thrown.ts"));
});

test("a protocol whose splits differ from call to call is refused in the runs of a comparison", () => {
  const random = readFileSync(join(root, "packages/evenkeel/templates/protocol.ts"), "utf8").replace(
    'stream("my-name", trial).permutation(labels.length)',
    "Array.from(labels.keys()).sort(() => Math.random() - 0.5)",
  );
  write("components/protocol/random.ts", random.replaceAll("my-name", "random"));
  const { stdout, stderr } = run(words("protocol={name: random, repeats: 2}").with(-2, "random"));
  expect(stdout + stderr).toContain("protocol=random: expected the split that the comparison was planned with, got another");
  rmSync(path("components/protocol/random.ts"));
});

test("without evenkeel.yaml nothing in a folder is run", () => {
  rmSync(path("evenkeel.yaml"));
  const { stderr } = run(["components", "label", "threshold"]);
  expect(stderr).toContain("label: expected one of");
  write("evenkeel.yaml", "component: [components]\n");
  expect(run(["components", "label"]).stderr).toContain(
    "evenkeel.yaml: component: no such setting; evenkeel.yaml has components, conf. Did you mean `components`?",
  );
  write("evenkeel.yaml", "conf: nope\n");
  expect(run(["components", "label"]).stderr).toMatch(/evenkeel\.yaml: conf: expected a folder, got none at .*nope\. Correct the path\./);
  write("evenkeel.yaml", "# conf: elsewhere\n");
  expect(run(["components", "label"]).status).toBe(0);
  write("evenkeel.yaml", "components: [elsewhere]\n");
  expect(run(["components", "label"]).stderr).toMatch(
    /evenkeel\.yaml: components\[0\]: expected a file or folder, got none at .*elsewhere\. Correct the path\./,
  );
  write("evenkeel.yaml", "components: [components/label/threshold.ts]\n");
  expect(run(["components", "label", "threshold"]).status).toBe(0);
});

test("what a component can reach counts, however it says it", { timeout: 120_000 }, () => {
  rmSync(path("components"), { recursive: true, force: true });
  write("evenkeel.yaml", "");
  write("package.json", '{ "name": "reaches", "type": "module", "imports": { "#inner/*": "./inner/*" } }');
  write("conf/experiment/reach.yaml", "extends: comparison\nname: reach\nreference: plain\ncontrasts: []\nmethods:\n  plain: {}\n");
  const reaching: Record<string, [code: string, file: string]> = {
    up: ['import { share } from "..";', "components/index.ts"],
    mapped: ['import { share } from "#inner/mapped.js";', "inner/mapped.js"],
  };
  for (const [name, [code, file]] of Object.entries(reaching)) {
    write(file, "export const share = 1;\n");
    write(
      `components/label/${name}.ts`,
      `${code}\nimport { defineLabel } from "evenkeel";\nexport default defineLabel({ name: "${name}", summary: "", config: {}, create: () => () => share });\n`,
    );
  }
  const words = (name: string) =>
    `compare experiment=reach trials=1 conditions=[clean] training.updates=3 --workers 1 --output out-${name} methods.mine.sampler=pairing methods.mine.partner=nearest methods.mine.label=${name}`.split(
      " ",
    );
  for (const [name, [, file]] of Object.entries(reaching)) {
    const first = run(words(name));
    expect([name, first.stderr, first.status]).toEqual([name, "", 0]);
    write(file, "export const share = 0.5;\n");
    expect([name, /1 runs? (was|were) finished by other code/.test(run(words(name)).stdout)]).toEqual([name, true]);
  }
});

test("a component that writes into the data is named, and no other run sees it", { timeout: 120_000 }, () => {
  rmSync(path("components"), { recursive: true, force: true });
  write("evenkeel.yaml", "");
  write(
    "components/condition/greedy.js",
    `import { defineCondition } from "evenkeel";
    export default defineCondition({ name: "greedy", summary: "", config: {}, create: () => ({
      description: "writes",
      apply: ({ dataset, split, labels }) => { dataset.labels.fill(0); return { split, labels }; },
    }) });`,
  );
  write(
    "components/metric/sorter.js",
    `import { defineMetric } from "evenkeel";
    export default defineMetric({ name: "sorter", summary: "", config: {}, create: () => ({
      describe: { sorter: { label: "sorter", higherIsBetter: true, rankingOnly: false } },
      compute: ({ logits, labels }) => { logits.sort(); labels.fill(0); return { sorter: logits[0] }; },
    }) });`,
  );
  write("components/label/fake.js", 'export default { role: "label", name: "fake", create() {}, schema: {}, inject: [] };');
  write("components/label/ticking.js", "setInterval(() => undefined, 1000);");
  const refused = run(["run", "condition=greedy", "training.updates=2"]);
  expect(refused.stderr).toContain(
    "condition=greedy, imputer=none, encoder=standardize: expected components that leave the data as they are",
  );
  expect(refused.stderr).toContain("components/label/fake.js: expected `export default define");
  const scores = (...more: string[]) => run(["run", "training.updates=20", ...more]).stdout.match(/ROC-AUC +([\d.]+)/)?.[1];
  expect(scores("metrics=[sorter,roc-auc]")).toBe(scores("metrics=[roc-auc]"));
  const compared = run(
    "compare experiment=reach trials=1 conditions=[greedy,clean] training.updates=5 --workers 1 --output poisoned".split(" "),
  );
  expect(compared.stdout).toContain("greedy, trial 0, plain failed: condition=greedy");
  const cleanIn = (output: string) =>
    (JSON.parse(readFileSync(path(output, "reach-wdbc/report.json"), "utf8")) as ComparisonReport).cells.find(
      ({ condition, method }) => condition === "clean" && method === "plain",
    )!.values;
  rmSync(path("components/condition"), { recursive: true });
  run("compare experiment=reach trials=1 conditions=[clean] training.updates=5 --workers 1 --output alone".split(" "));
  expect(cleanIn("poisoned")).toEqual(cleanIn("alone"));
});

test("a script that looks at nothing is ended by what went wrong", () => {
  write("forgetful.mjs", 'import { run } from "evenkeel";\nrun({ sampler: "smot" }, { project: null });\n');
  const { status, stderr } = spawnSync(process.execPath, [path("forgetful.mjs")], { cwd: path(), encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toContain("Did you mean `smote`?");
});

test("a component of each role that can be begun loads, compiles, and holds to its contract", { timeout: 180_000 }, async () => {
  rmSync(path("components"), { recursive: true });
  write("evenkeel.yaml", "");
  write("package.json", '{ "type": "module" }');
  for (const [name, from] of [
    ["@evenkeel/testing", "packages/testing"],
    ["@tensorflow", "packages/core/node_modules/@tensorflow"],
    ["vitest", "node_modules/vitest"],
    ["@types", "node_modules/@types"],
  ]) {
    mkdirSync(dirname(path("node_modules", name!)), { recursive: true });
    symlinkSync(join(root, from!), path("node_modules", name!));
  }
  const roles = begunRoles();
  // A launcher starts processes on some machines: it is begun from ours.
  expect(roles).toEqual(
    Object.keys(catalogRoles)
      .filter((role) => !["launcher", "metaOptimizer"].includes(role))
      .sort(),
  );
  const nameOf = (role: string): string => `my-own-${role.toLowerCase()}`;
  expect(run(["new", "label", nameOf("label")]).stdout).toContain(`It is label=${nameOf("label")}.`);
  const { bench } = await openProject(path());
  for (const role of roles) if (role !== "label") newComponent(bench, role, nameOf(role));
  expect(run(["new", "label", "my-own-label"]).stderr).toContain("expected a name that no other label has");
  expect(run(["new", "launcher", "mine"]).stderr).toContain("There is no template for `launcher`");
  expect(run(["new", "labell", "mine"]).stderr).toContain("Did you mean `label`?");
  const listed = run(["components"]);
  expect(listed.stderr).toBe("");
  for (const role of roles) expect(listed.stdout).toContain(`  ${nameOf(role)} `);
  write(
    "tsconfig.json",
    '{ "compilerOptions": { "module": "NodeNext", "target": "ES2022", "strict": true, "noEmit": true, "skipLibCheck": true, "types": ["node"] }, "include": ["components"] }',
  );
  const compiled = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", path()], { encoding: "utf8" });
  expect(compiled.stdout).toBe("");
  const tested = spawnSync(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", "--root", path()], {
    cwd: path(),
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  expect(tested.stdout + tested.stderr).toMatch(new RegExp(`Test Files {2}${roles.length} passed`));
});
