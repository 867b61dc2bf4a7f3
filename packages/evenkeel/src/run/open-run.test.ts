import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyOverrides, parseOverride } from "@evenkeel/compose";
import { writeSafetensors } from "@evenkeel/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { baseConfig } from "../workbench/config-files.js";
import { workbenchOf } from "../workbench/workbench.js";
import { encoderText, readEncoder } from "./encoder-file.js";
import { modelMetadata } from "./model-files.js";
import { openRun } from "./open-run.js";

const bench = workbenchOf();

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "evenkeel-open-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function open(...words: string[]) {
  const overrides = words.map(parseOverride);
  return openRun(
    bench,
    applyOverrides(baseConfig(bench), overrides, bench.choices),
    overrides.map(({ path }) => path.join(".")),
  );
}

function csv(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.join("\n"));
  return path;
}

const table = (numMinority: number, cell = "1.5") => [
  "a,b,class",
  ...Array.from({ length: 40 }, (_, i) => `${i},${i % 7},no`),
  ...Array.from({ length: numMinority }, (_, i) => `${i === 0 ? cell : i},${i % 5},yes`),
];

describe("a mistake stops before training, with one message that says what to do", () => {
  test.each([
    [
      "a misspelt setting",
      ["sampler=smote", "sampler.kNeigbors=3"],
      "sampler.kNeigbors: no such setting; sampler=smote has kNeighbors, space, samplingStrategy, randomState. Did you mean `kNeighbors`?",
    ],
    ["an unknown component", ["sampler=smoot"], "sampler: expected one of "],
    [
      "a part that nothing asked for",
      ["sampler=smote", "label=remix"],
      "label: expected a setting that something in the run reads, got one that nothing does: sampler=smote mixer=none model=mlp weighter=uniform are made without it. Leave it out.",
    ],
    [
      "a setting of the meta step without a meta step",
      ["training.metaBatchPerClass=8"],
      "training.metaBatchPerClass: expected a setting that something in the run reads",
    ],
    [
      "an optimizer for a model that is fitted",
      ["model=logistic-regression", "optimizer=sgd"],
      "optimizer: expected a setting that something in the run reads",
    ],
    [
      "rows that are drawn anew under a parameter for each of them",
      ["sampler=smote", "weighter=learned-contributions", "training.redrawEvery=1"],
      "training.redrawEvery: expected rows that are drawn once for a weighter with a parameter for each synthetic row, got a draw every 1 epochs.",
    ],
    [
      "neighbours in an embedding that nothing has trained",
      ["sampler=smote", "sampler.space=embedding"],
      "training.redrawEvery: expected the epochs between two draws for neighbours in the embedding (`space=embedding`), which no model has learned before the first draw, got null. Set it, e.g. `training.redrawEvery=5`",
    ],
    [
      "neighbours in the embedding of a model that has none",
      ["sampler=smote", "sampler.space=embedding", "model=logistic-regression"],
      "space: expected `input` with model=logistic-regression, which is fitted at once and has no embedding, got `embedding`.",
    ],
    [
      "neighbours of a batch in the embedding",
      ["mixer=pairing", "partner.space=embedding"],
      "space: expected `input` for a mixer, which finds neighbours once and not at every draw, got `embedding`.",
    ],
    ["a missing file", ["dataset=csv", "dataset.path=nowhere.csv", "dataset.label=class"], "nowhere.csv"],
    ["a data set without its path", ["dataset=csv"], "dataset.path"],
  ])("%s", async (_, words, message) => {
    await expect(open(...words)).rejects.toThrow(message);
    await expect(open(...words)).rejects.toMatchObject({ name: "UserError" });
  });

  test("text in a numeric column names line, column and value", async () => {
    const path = csv("text.csv", table(12, "n/a"));
    await expect(open("dataset=csv", `dataset.path=${path}`, "dataset.label=class")).rejects.toThrow(/line 42.*`?a`?.*n\/a/s);
  });

  test("an empty cell is not guessed, and the message says what fills it", async () => {
    const path = csv("empty.csv", table(12, ""));
    await expect(open("dataset=csv", `dataset.path=${path}`, "dataset.label=class")).rejects.toThrow(/line 42.*imputer=simple/);
  });

  test("a setting of the imputer that its strategy does not read", async () => {
    await expect(open("imputer=simple", "imputer.value=3")).rejects.toThrow("imputer.strategy=mean");
  });

  test("a class with too few rows for the protocol is named with its count", async () => {
    const path = csv("few.csv", table(3));
    await expect(open("dataset=csv", `dataset.path=${path}`, "dataset.label=class")).rejects.toThrow(
      'expected at least 5 rows of each class, one for the test set of each of `protocol.folds=5`, got 3 of class "yes"',
    );
  });
});

test("an imputer fills empty cells with what labelled rows have", async () => {
  const path = csv("filled.csv", table(12, ""));
  const chosen = ["dataset=csv", `dataset.path=${path}`, "dataset.label=class"];
  const run = await open(...chosen, "imputer=simple", "encoder=none");
  const { task, dataset } = run;
  const { train, test } = task.data;
  const at = (rows: typeof train): number[] => Array.from(rows.features).filter((_, i) => i % 2 === 0 && rows.ids[i / 2] === 40);
  const known = Array.from(train.features).filter((_, i) => i % 2 === 0 && train.ids[i / 2] !== 40);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  expect([...at(train), ...at(test)]).toBeAllClose([mean], { abs: 0, rel: 1e-6 });
  const read = readEncoder(bench, encoderText(run), "there");
  const encoded = read.encode(dataset.values, dataset.numExamples);
  expect(Array.from(train.ids).flatMap((id) => Array.from(encoded.subarray(2 * id, 2 * id + 2), Math.fround))).toEqual(
    Array.from(train.features),
  );
  expect(task.data.warnings.filter((sentence) => sentence.startsWith("imputer"))).toEqual([]);
});

test("neighbours in the embedding: of any part of a pairing, and the first draw says where it found them", async () => {
  const { task } = await open("sampler=pairing", "partner.space=embedding", "training.redrawEvery=1");
  expect(task.data.warnings).toContain(
    "sampler=pairing: the rows of the first draw have their neighbours in the inputs, for no embedding is trained yet.",
  );
  await expect(open("sampler=pairing", "partner.space=embedding")).rejects.toThrow("training.redrawEvery: expected the epochs");
});

test("a file of an encoder that is none is refused", () => {
  for (const text of [
    "",
    "{}",
    '{"imputer":{"name":"none"},"encoder":{"name":"standardize"},"fitted":{"rows":{"featureShape":[2]},"imputer":null,"encoder":[]}}',
  ])
    expect(() => readEncoder(bench, text, "there")).toThrow(
      "encoder.json: expected the file that a run of these components wrote, got another at there.",
    );
});

test("rows: methods without a meta set train on train and meta rows", async () => {
  const labelled = await open("protocol.classCounts=[280,14]");
  const learning = await open("protocol.classCounts=[280,14]", "weighter=learning-to-reweight");
  expect(labelled.task.data.classCounts).toEqual([280, 14]);
  expect(learning.task.data.classCounts).toEqual([200, 10]);
  expect(learning.task.data.meta!.count).toBe(84);
});

test("the planted rows carry the minority label wherever they are used, and only they", async () => {
  const words = ["protocol.classCounts=[280,14]", "condition.rows=4"];
  const clean = await open("protocol.classCounts=[280,14]");
  const planted = await open(...words, "condition=planted");
  const changed = Array.from(clean.task.data.train.labels).flatMap((label, i) =>
    label === planted.task.data.train.labels[i] ? [] : [clean.task.data.train.ids[i]!],
  );
  expect(changed.length).toBe(4);
  expect(changed.sort((a, b) => a - b)).toEqual([...planted.mislabelled].sort((a, b) => a - b));
  expect(clean.mislabelled).toEqual([]);
  expect(planted.task.data.classCounts).toEqual([276, 18]);
  expect(planted.task.data.test).toEqual(clean.task.data.test);
  expect(planted.task.data.meta).toEqual(clean.task.data.meta);
});

test("synthetic rows have all their parents in train", async () => {
  const { task, split } = await open("protocol.classCounts=[280,14]", "sampler=smote", "weighter=learned-contributions");
  const train = new Set(split.train);
  expect(task.data.synthetic!.count).toBe(190);
  expect(Array.from(task.data.synthetic!.origin.parents.ids).every((id) => train.has(id))).toBe(true);
});

test("validation rows that are looked at are not trained on, and ones that nothing reads are named", async () => {
  const read = "Nothing reads the validation rows";
  const opened = (...words: string[]) => open("protocol.validationFraction=0.2", "training.updates=4", ...words);
  const plain = await opened();
  expect([plain.rows, plain.warnings.some((warning) => warning.startsWith(read))]).toEqual([["train", "meta", "validation"], true]);
  for (const reader of ["evaluation.sets=[validation]", "selection=best-on-validation"]) {
    const { rows, warnings } = await opened(reader);
    expect([rows, warnings.some((warning) => warning.startsWith(read))]).toEqual([["train", "meta"], false]);
  }
  expect((await open("training.updates=4")).warnings).toEqual([]);
  for (const [role, ...words] of [
    ["validation", "selection=best-on-validation"],
    ["validation", "evaluation.sets=[validation]"],
    ["meta", "weighter=learning-to-reweight"],
  ] as const)
    await expect(opened("training.rows=labelled", ...words)).rejects.toThrow(
      `training.rows: expected \`auto\` or \`train\` in a run that reads ${role} rows for something else, got \`labelled\``,
    );
});

test("a model of a file is judged: whether it knows test rows of this trial, and what it was made with", async () => {
  const run = await open("training.updates=2");
  const path = join(folder, "model.safetensors");
  const arrays = { "head/bias": { shape: [2], values: Float32Array.of(1, 2) } };
  const write = (metadata: Record<string, string>) => writeFileSync(path, writeSafetensors({ arrays, metadata }));
  const begun = (...words: string[]) =>
    open(
      "training.updates=2",
      "start=trained",
      ...(words.some((word) => word.startsWith("start.from=")) ? [] : [`start.from=${path}`]),
      ...words,
    );
  write(modelMetadata(run.config, run.dataset, run.split));
  expect((await begun()).warnings).toEqual([]);
  await expect(begun("trial=1")).rejects.toThrow("start.from: expected a model that was trained on no test row of this trial");
  expect((await begun("model.activation=tanh", "encoder=none")).warnings).toEqual([
    "start.from: its model had activation relu, here tanh: what it learned may not fit.",
    "start.from: its imputer and encoder had name standardize, here none: what it learned may not fit.",
  ]);
  const [before] = (await begun()).files;
  // Of elsewhere: nothing is known of it.
  write({});
  const [after] = (await begun("trial=1")).files;
  expect(after!.sha256).not.toBe(before!.sha256);
  writeFileSync(path, "no tensors");
  await expect(begun()).rejects.toThrow(`start.from: expected a file \`model.safetensors\` that a run wrote, got another file at ${path}.`);
  await expect(begun(`start.from=${folder}`)).rejects.toThrow("got a folder at");
  await expect(begun("start.from=nowhere")).rejects.toThrow("got none at nowhere.");
});

test("folds and members that would not be what they are called are refused", async () => {
  const path = join(folder, "begun.safetensors");
  writeFileSync(path, writeSafetensors({ arrays: { a: { shape: [1], values: Float32Array.of(1) } }, metadata: {} }));
  await expect(open("start=trained", `start.from=${path}`, "adjustment=tuned-threshold")).rejects.toThrow(
    "adjustment=tuned-threshold: expected trainings that begin anew, each without the fold that it is scored on, got start=trained",
  );
  await expect(open("protocol.classCounts=[60,20]", "adjustment=tuned-threshold", "adjustment.folds=21")).rejects.toThrow(
    "expected at least a row of each class for each of 21 folds, got 20 training rows of malignant",
  );
  await expect(open("dataset=digits", "adjustment=tuned-threshold")).rejects.toThrow("expected 2 classes, got the 10 of digits");
  const weights = `weighter.weights=[${new Array(115).fill(1).join(",")}]`;
  const fixed = ["sampler=smote", "weighter=fixed-contributions", weights];
  await expect(open(...fixed, "ensemble.members=2")).rejects.toThrow(
    "weighter=fixed-contributions: expected one training, for it weighs the synthetic rows of one draw, got 2 members",
  );
  await expect(open(...fixed, "adjustment=tuned-threshold")).rejects.toThrow("got 5 folds of adjustment=tuned-threshold");
  await expect(open("sinks=[json-lines,json-lines]")).rejects.toThrow("sinks[1]: expected each once, got json-lines twice.");
});
