import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { csv, workbench } from "../../test/evenkeel.js";

const { run, write, path } = workbench();

const UNUSED = "expected a setting that something in the run reads, got one that nothing does";

test.each([
  ["model.cosineScale=20", "model.cosineScale", "only `model.head=cosine` has cosines, the head is linear."],
  ["model={name:mlp,cosineScale:20}", "model.cosineScale", "only `model.head=cosine` has cosines, the head is linear."],
  ["dataset=digits model=cnn model.head=linear model.cosineScale=20", "model.cosineScale", "only `model.head=cosine`"],
  ["dataset=digits model=resnet model.depth=8 model.head=cosine model.headBias=true", "model.headBias", "the cosine head has no bias."],
  ["model.hidden=[] model.activation=tanh", "model.activation", "without hidden layers there is nothing that it acts on."],
  ["optimizer=sgd optimizer.dampening=0.5", "optimizer.dampening", "without momentum there is nothing to dampen."],
  ["sampler=pairing partner=self coefficient=beta", "coefficient", "`partner=self` mixes each row with itself"],
])("run %s is refused: the setting has no effect", (line, setting, because) => {
  const { status, stdout, stderr } = run(["run", ...line.split(" "), "--cfg"]);
  expect(stderr).toContain(`${setting}: ${UNUSED}: ${because}`);
  expect([status, stdout]).toEqual([1, ""]);
});

test.each([
  "model.head=cosine model.cosineScale=20",
  "optimizer=sgd optimizer.momentum=0.9 optimizer.dampening=0.5",
  "condition=planted condition.rows=30",
  "sampler=pairing partner=nearest coefficient=beta",
])("run %s has an effect", (line) => {
  expect(run(["run", ...line.split(" "), "--cfg"])).toMatchObject({ status: 0, stderr: "" });
});

test("a file of splits replaces the settings of a protocol, and they are refused beside it", () => {
  write("splits.json", JSON.stringify([{ train: [0, 1, 2, 3, 40, 41, 42, 43], meta: [], test: [4, 5, 44, 45] }]));
  write(
    "rows.csv",
    csv(
      ["a", "y"],
      Array.from({ length: 80 }, (_, i) => [i, i < 40 ? "p" : "q"]),
    ),
  );
  const data = ["dataset=csv", `dataset.path=${path("rows.csv")}`, "dataset.label=y", `protocol.splits=${path("splits.json")}`];
  expect(run(["run", ...data, "protocol.folds=3", "--cfg"]).stderr).toContain(
    `protocol.folds: ${UNUSED}: \`protocol.splits\` replaces it.`,
  );
});

test("a comparison refuses them in a method, and for all methods where none reads them", () => {
  const few = ["~methods.learned", "~methods.reweighting", "contrasts=[]", "trials=1", "--cfg"];
  expect(run(["compare", "methods.mine.model.cosineScale=3", ...few]).stderr).toContain(
    `method mine: model.cosineScale: ${UNUSED}: only \`model.head=cosine\``,
  );
  expect(run(["compare", "model.cosineScale=3", ...few]).stderr).toContain(
    "model.cosineScale: expected a setting that some method reads, got one that none does: only `model.head=cosine`",
  );
});

/** The warnings of a run of a few updates, each with its prefix; nothing else is on stderr. */
function warningsOf(args: readonly string[]): string[] {
  const { status, stderr } = run(["run", "training.updates=3", "model.hidden=[2]", ...args]);
  expect(status).toBe(0);
  const lines = stderr.trimEnd().split("\n").filter(Boolean);
  expect(lines.every((line) => line.startsWith("warning: "))).toBe(true);
  return lines.map((line) => line.slice("warning: ".length));
}

test.each([
  [
    "condition=planted condition.rows=0",
    "condition=planted changes no label and no row of this trial: the run is the same as with `condition=clean`.",
  ],
  ["sampler=pairing label=soft", "nearest-same-class partners are of the anchor's class, so label=soft equals label=hard."],
  ["mixer=pairing partner=self", "mixer=pairing mixes each row with itself: the run is the same as with `mixer=none`."],
])("run %s says that it changes nothing", (line, warning) => {
  expect(warningsOf(line.split(" ")).join("\n")).toContain(warning);
});

test("what a run finds out is a warning too, and says so", () => {
  expect(warningsOf(["sampler=smote", "weighter=learned-contributions"]).join("\n")).toContain("had no chance to move");
});

test("a category of test rows that no labelled row has is named", () => {
  const rows = Array.from({ length: 80 }, (_, i) => [i % 7, i === 4 ? "rare" : ["red", "blue"][i % 2]!, i < 40 ? "p" : "q"]);
  write("colors.csv", csv(["a", "color", "y"], rows));
  write("one.json", JSON.stringify([{ train: [0, 1, 2, 3, 40, 41, 42, 43], meta: [6, 7, 46, 47], test: [4, 5, 44, 45] }]));
  const args = [
    "dataset=csv",
    `dataset.path=${path("colors.csv")}`,
    "dataset.label=y",
    "dataset.nominal=[color]",
    `protocol.splits=${path("one.json")}`,
    "--output",
    "colors",
  ];
  const said = 'column "color": the category "rare" is in test rows and in no labelled row, so a model learns nothing of it.';
  expect(warningsOf(args).join("\n")).toContain(said);
  expect(warningsOf([...args, "encoder=none"]).join("\n")).toContain(said);
  const [folder] = readdirSync(path("colors", "runs"));
  expect(readFileSync(path("colors", "runs", folder!, "config.yaml"), "utf8")).toContain("color");
});

test.each([
  ["model.maxIterations=1", "model=logistic-regression stopped after 1 step and had not reached the optimum."],
  ["protocol.classCounts=[30,30] model.penalty=0", "can be separated without error, so without a penalty the weights grow"],
])("a fit that found no optimum says so: %s", (line, warning) => {
  const { status, stderr } = run(["run", "model=logistic-regression", ...line.split(" ")]);
  expect([status, stderr]).toEqual([0, expect.stringMatching(/^warning: /)]);
  expect(stderr).toContain(warning);
});

test("a fit that did says nothing", () => {
  expect(run(["run", "model=logistic-regression"])).toMatchObject({ status: 0, stderr: "" });
});

test("a score that two metrics give is refused: one would replace the other", () => {
  for (const [metrics, stderr] of [
    ["[brier,brier]", "metrics[1]: expected each once, got brier twice. Leave one of them out.\n"],
    [
      "[{name:brier,ratio:5},{name:brier,ratio:3}]",
      "metrics: expected each score once, got `brier_at_ratio` of `brier` twice. Leave one of them out.\n",
    ],
  ])
    expect(run(["run", `metrics=${metrics}`, "--cfg"])).toMatchObject({ status: 1, stderr });
});

test("contributions that took part in no step are not told to train infinitely long", () => {
  const [warning] = warningsOf(["dataset=digits", "training.batchSize=2", "sampler=smote", "weighter=learned-contributions"]).slice(-1);
  expect(warning).toContain("took part in 0.0 meta steps on average");
  expect(warning).not.toMatch(/Infinity|NaN/);
});
