import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run, type RunInput } from "../index.js";
import { openRun } from "./open-run.js";
import { openSavedModel } from "./saved-model.js";
import { workbenchOf } from "../workbench/workbench.js";
import { savedConfig } from "../workbench/config-files.js";

const bench = workbenchOf();
let output: string;
beforeAll(() => (output = mkdtempSync(join(tmpdir(), "evenkeel-saved-"))));
afterAll(() => rmSync(output, { recursive: true, force: true }));

const noise = (i: number): number => ((i * 7919) % 211) / 211 - 0.5;
/** Numbers, categories, and cells that are missing. */
const table = (): string =>
  [
    "shade,size,colour,kind",
    ...Array.from({ length: 120 }, (_, i) => {
      const isRare = i % 4 === 0;
      const size = i % 17 === 3 ? "" : (noise(i) + (isRare ? 1 : 0)).toFixed(4);
      return [noise(3 * i + 1).toFixed(4), size, ["red", "green", "blue"][(i + (isRare ? 1 : 0)) % 3], isRare ? "rare" : "common"].join(
        ",",
      );
    }),
  ].join("\n");

const cases: readonly (readonly [string, RunInput])[] = [
  ["a network, with its running statistics and threshold", { model: { name: "mlp", hidden: [6] }, adjustment: "tuned-threshold" }],
  ["an ensemble", { ensemble: { members: 2 }, sampler: "random-under-sampler", adjustment: "logit-adjustment" }],
  ["a fitted model", { model: "logistic-regression" }],
  ["images of ten classes", { dataset: "digits", model: "cnn", training: { updates: 4 } }],
  [
    "a net with batch normalization",
    { dataset: "digits", model: { name: "resnet", depth: 8, widths: [2, 4, 4] }, training: { updates: 2 } },
  ],
];

test.each(cases)("%s, opened from its files, gives the scores of the run to the bit", async (_, input) => {
  const updates = input.model === "logistic-regression" ? {} : { training: { updates: 12, ...input.training } };
  const { folder, predictions, classNames } = await run({ ...input, ...updates } as RunInput, { output, project: null }).result;
  const model = openSavedModel(bench, folder);
  const { dataset } = await openRun(bench, savedConfig(bench, join(folder, "config.yaml")));
  const size = dataset.values.length / dataset.numExamples;
  const values = predictions.rows.flatMap((row) => Array.from(dataset.values.subarray(row * size, (row + 1) * size)));
  const { logits, probabilities, classes, numRows } = model.predict(values);
  expect(numRows).toBe(predictions.rows.length);
  expect(logits).toEqual(predictions.logits);
  expect(model.classNames).toEqual(classNames);
  for (let row = 0; row < numRows; row++) {
    const own = Array.from(probabilities.subarray(row * classNames.length, (row + 1) * classNames.length));
    expect(own.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12);
    expect(own[classes[row]!]).toBe(Math.max(...own));
  }
  expect(() => model.predict(values.slice(1))).toThrow(`expected rows of ${size} values`);
});

test("a table is read by the names of its columns, with levels and fillings of then", async () => {
  const path = join(output, "table.csv");
  writeFileSync(path, table());
  const input: RunInput = {
    dataset: { name: "csv", path, label: "kind", nominal: ["colour"] },
    imputer: "simple",
    model: { name: "mlp", hidden: [4] },
    training: { updates: 20 },
  };
  const { folder, predictions } = await run(input, { output, project: null }).result;
  const model = openSavedModel(bench, join(folder, "model.safetensors"));
  const [header, ...lines] = readFileSync(path, "utf8").split("\n");
  const moved = (line: string): string => line.split(",").toReversed().join(";");
  // Other order, another delimiter, a column more.
  const others = [`${moved(header!)};more`, ...predictions.rows.map((row) => `${moved(lines[row]!)};x`)].join("\n");
  expect(model.predictTable(others, "other.csv").logits).toEqual(predictions.logits);
  expect(() => model.predictTable("shade,size\n1,2\n", "t.csv")).toThrow(
    'predict: expected the column "colour" in t.csv, got "shade", "size".',
  );
  expect(() => model.predictTable("shade,size,colour\n1,2,red\n1,2,pink\n", "t.csv")).toThrow(
    'predict: expected a level that the model knows in t.csv, line 3, column "colour", got "pink". The model knows blue, green, red.',
  );
  expect(() => model.predictTable("shade,size,colour\n1,big,red\n", "t.csv")).toThrow(
    'expected a finite number in t.csv, line 2, column "size", got "big"',
  );
});

test("what is missing stays refused where nothing fills it, and a folder that is no run's is named", async () => {
  const { folder } = await run({ model: { name: "mlp", hidden: [2] }, training: { updates: 2 } }, { output, project: null }).result;
  const model = openSavedModel(bench, folder);
  const names = model.columns!.map(({ name }) => name);
  const text = `${names.join(",")}\n${names.map((_, i) => (i === 3 ? "" : 1)).join(",")}\n`;
  expect(() => model.predictTable(text, "t.csv")).toThrow(
    `expected a finite number in t.csv, line 2, column "${names[3]}", got an empty cell.`,
  );
  expect(() => openSavedModel(bench, output)).toThrow("model: expected the folder of a run");
  writeFileSync(join(folder, "model.json"), "{}");
  expect(() => openSavedModel(bench, folder)).toThrow("model.json: expected the file that a run wrote beside its model");
});

test("a run of its own config gives the same", async () => {
  const input: RunInput = {
    model: { name: "mlp", hidden: [4] },
    sampler: "smote",
    stages: [{ weighter: "learned-contributions", training: { moves: "head", updates: 6 } }],
    training: { updates: 8, metaBatchPerClass: 3 },
    metaOptimizer: { name: "adam", learningRate: 0.07 },
  };
  const first = await run(input, { output, project: null }).result;
  const second = await run({}, { output, project: null, config: join(first.folder, "config.yaml") }).result;
  expect(second.predictions).toEqual(first.predictions);
  expect(second.contributions).toEqual(first.contributions);
});
