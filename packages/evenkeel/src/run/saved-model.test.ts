import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { python, runPython } from "@evenkeel/testing/processes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run, type RunInput } from "../index.js";
import { openRun } from "./open-run.js";
import { exportModel, openSavedModel } from "./saved-model.js";
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

test("files of two runs, and damaged ones, are refused", async () => {
  const folderOf = async (hidden: number[]) =>
    (await run({ model: { name: "mlp", hidden }, training: { updates: 2 } }, { output, project: null }).result).folder;
  const [one, other] = [await folderOf([2]), await folderOf([3])];
  copyFileSync(join(other, "model.safetensors"), join(one, "model.safetensors"));
  expect(() => openSavedModel(bench, one)).toThrow("model.safetensors: expected the parameters of the model of model.json");
  const bytes = readFileSync(join(other, "model.safetensors"));
  writeFileSync(join(other, "model.safetensors"), bytes.subarray(0, bytes.length - 9));
  expect(() => openSavedModel(bench, other)).toThrow("model.safetensors: expected the file that a run wrote, got a damaged one");
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

/** What Python's MLflow makes of an exported model: probabilities of a table, row-major. */
function fromPython(folder: string, table: string, more = ""): { predicted: string[]; probabilities: number[] } {
  return runPython(`
import json, mlflow, pandas as pd
model = mlflow.pyfunc.load_model(${JSON.stringify(folder)})
table = pd.read_csv(${JSON.stringify(table)})
${more}
found = model.predict(table)
print(json.dumps({"predicted": list(found["predicted"]), "probabilities": found.drop(columns="predicted").to_numpy().ravel().tolist()}))`) as never;
}

describe("MLflow's pyfunc loads an exported model (needs: pip install mlflow)", () => {
  const settings = ["relu", "leaky-relu", "elu", "gelu", "tanh", "sigmoid", "softplus"].map((activation, i) => ({
    model: { name: "mlp", hidden: [5, 3], activation, head: ["linear", "cosine", "one-logit"][i % 3] },
    encoder: i % 2 === 0 ? "standardize" : "robust",
    ...(i === 2 && { ensemble: { members: 2 }, sampler: "random-under-sampler", adjustment: "logit-adjustment" }),
  }));
  test.skipIf(!python)(
    "and gives the same probabilities: networks, logistic regression, ensembles, fillings, levels",
    { timeout: 300_000 },
    async () => {
      const path = join(output, "python.csv");
      writeFileSync(path, table());
      const common = {
        dataset: { name: "csv", path, label: "kind", nominal: ["colour"] },
        imputer: { name: "simple", indicator: true, nominal: "level" },
      };
      const cases = [...settings.map((each) => ({ ...each, training: { updates: 15 } })), { model: "logistic-regression" }];
      for (const [i, each] of cases.entries()) {
        const { folder } = await run({ ...common, ...each } as RunInput, { output, project: null }).result;
        const to = join(output, `exported-${i}`);
        exportModel(folder, to);
        const ours = openSavedModel(bench, folder).predictTable(table(), "t");
        const theirs = fromPython(to, path);
        expect(theirs.probabilities).toBeAllClose(ours.probabilities, { abs: 2e-6 });
        expect(theirs.predicted).toEqual(Array.from(ours.classes, (label) => ["common", "rare"][label]!));
      }
    },
  );

  test.skipIf(!python)("and takes levels that pandas reads as numbers or truths", { timeout: 120_000 }, async () => {
    const path = join(output, "levels.csv");
    const lines = Array.from(
      { length: 60 },
      (_, i) => `${[1, 2, 10][i % 3]},${i % 2 === 0},${(i * 7) % 11},${i % 4 === 0 ? "rare" : "common"}`,
    );
    const text = `code,flag,size,kind\n${lines.join("\n")}\n`;
    writeFileSync(path, text);
    const input = {
      dataset: { name: "csv", path, label: "kind", nominal: ["code", "flag"] },
      imputer: { name: "simple", nominal: "level" },
      model: "logistic-regression",
    } as RunInput;
    const { folder } = await run(input, { output, project: null }).result;
    exportModel(folder, join(output, "exported-levels"));
    const ours = openSavedModel(bench, folder).predictTable(text, "t");
    // With an empty cell beside them pandas makes 1 of a column 1.0.
    for (const more of ["", 'table["code"] = table["code"].astype(float)'])
      expect(fromPython(join(output, "exported-levels"), path, more).probabilities).toBeAllClose(ours.probabilities, { abs: 2e-6 });
  });

  test.skipIf(!python)("and says what it does not compute, and what to use", { timeout: 120_000 }, async () => {
    const { folder } = await run({ dataset: "digits", model: "cnn", training: { updates: 1 } }, { output, project: null }).result;
    exportModel(folder, join(output, "exported-cnn"));
    expect(() => fromPython(join(output, "exported-cnn"), "")).toThrow("Use `evenkeel predict FOLDER TABLE`");
  });
});
