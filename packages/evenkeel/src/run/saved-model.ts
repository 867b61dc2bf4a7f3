import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseComponent } from "@evenkeel/compose";
import {
  type Column,
  type Model,
  oneBlock,
  readSafetensors,
  type Rows,
  sizeOf,
  streams,
  type Token,
  tokens,
  type Tree,
  UserError,
} from "@evenkeel/core";
import { readFeatures } from "@evenkeel/datasets";
import { CHECKPOINT, mlflowModel, type RunFile } from "@evenkeel/tracking";
import { logitsOf } from "@evenkeel/trainer";
import { tensor, type Tensor } from "@tensorflow/tfjs-core";
import { z } from "zod";
import type { Workbench } from "../workbench/workbench.js";
import { ENCODER, readEncoder } from "./encoder-file.js";
import { meanLogits } from "./mean-logits.js";
import type { OpenedRun } from "./open-run.js";
import { writeFiles } from "./write-files.js";
import type { RunResult } from "./train-run.js";

/** The file beside a model that says what it is and what its scores are about. */
export const MODEL = "model.json";

const modelSchema = z.object({
  model: z.looseObject({ name: z.string() }),
  classNames: z.array(z.string()).min(2),
  positive: z.int().nullable(),
  /** What is added to the logits of each class before they are scored: the adjustment of the run. */
  shift: z.array(z.number()),
  members: z.int().positive(),
  rows: z.object({ featureShape: z.array(z.int()), columns: z.array(z.unknown()).optional() }),
});
type ModelFile = z.infer<typeof modelSchema>;

/** Everything that is not in the parameters and not in the encoder. */
export function modelText(run: OpenedRun, trained: Pick<RunResult, "members" | "adjustment">): string {
  const { dataset, config, task } = run;
  const shift = new Float64Array(dataset.numClasses);
  trained.adjustment.adjust(shift, task.scoring.labelPriors);
  const { featureShape, columns } = run.trainings[0]!.chain.state.rows;
  return JSON.stringify({
    model: config.components["model"]!,
    classNames: [...dataset.classNames],
    positive: dataset.numClasses === 2 ? run.positive : null,
    shift: [...shift],
    members: trained.members.length,
    rows: { featureShape: [...featureShape], ...(columns && { columns: [...columns] }) },
  } satisfies ModelFile);
}

/** Scores of rows by a trained model. */
export interface Predicted {
  readonly numRows: number;
  /** Row-major float64 `[numRows, classes]`: the logits that the run's metrics were of. */
  readonly logits: Float64Array;
  /** Their softmax. */
  readonly probabilities: Float64Array;
  /** The class of the largest logit of each row. */
  readonly classes: Int32Array;
}

/** A model that a run trained, with all that turns rows into what it reads. */
export interface SavedModel {
  readonly classNames: readonly string[];
  /** The class of interest of two; null for more. */
  readonly positive: number | null;
  /** What a row is: its columns, where the data set was a table. */
  readonly featureShape: readonly number[];
  readonly columns: readonly Column[] | null;
  /**
   * Scores rows that are given as numbers.
   *
   * @param values - row-major, as in the data set: numbers, codes of nominal columns, NaN where one is missing.
   */
  predict(values: ArrayLike<number>): Predicted;
  /** The same of a CSV file, whose columns are found by their names. */
  predictTable(text: string, source: string): Predicted;
}

/**
 * Opens the model of a run. The engine must have been started.
 *
 * @param path - the folder of the run, or `model.safetensors` in it.
 * @throws UserError if it is none, or its files do not go together.
 */
export function openSavedModel(bench: Workbench, path: string): SavedModel {
  const read = filesOf(path);
  const file = parsedModel(read(MODEL).toString(), path);
  const encoder = readEncoder(bench, read(ENCODER).toString(), path);
  const { arrays } = checkpointOf(read(CHECKPOINT), path);
  const { classNames, positive, members, shift } = file;
  const numClasses = classNames.length;
  const config = parseComponent("model", file.model, bench.catalogs);
  const component = bench.catalogs["model"]!.get(config.name);
  const inputs = { featureShape: encoder.featureShape, numClasses };
  const given = component.inject.map((token: Token<unknown>) => {
    if (token === tokens.modelInputs) return inputs;
    throw new UserError(
      `model=${config.name}: expected a model that needs nothing but its rows to be opened, got one that does. Use it in a run.`,
    );
  });
  const model = component.create(config as never, ...(given as []));
  const isState = new Set(Object.keys(model.initState()));
  const trees = Array.from({ length: members }, (_, i) => {
    const before = members === 1 ? "" : `member ${i + 1}/`;
    const [params, modelState]: Record<string, Tensor>[] = [{}, {}];
    for (const [name, { shape, values }] of Object.entries(arrays)) {
      if (!name.startsWith(before)) continue;
      const short = name.slice(before.length);
      (isState.has(short) ? modelState! : params!)[short] = tensor(Float32Array.from(values), [...shape]);
    }
    return { params: params as Tree, modelState: modelState as Tree };
  });
  refuseOtherArrays(model, trees, path);
  const size = sizeOf(file.rows.featureShape);
  const isFilled =
    (JSON.parse(read(ENCODER).toString()) as { imputer: { name: string } }).imputer.name !== bench.catalogs["imputer"]!.neutral;
  const columns = (file.rows.columns as readonly Column[] | undefined) ?? null;

  function predict(values: ArrayLike<number>): Predicted {
    if (values.length % size !== 0)
      throw new RangeError(`predict: expected rows of ${size} values, got ${values.length}. Give whole rows, one after the other.`);
    const wrong = Array.from(values).findIndex(
      (value) => typeof value !== "number" || !(Number.isFinite(value) || (isFilled && Number.isNaN(value))),
    );
    if (wrong >= 0)
      throw new RangeError(
        `predict: expected finite numbers${isFilled ? ", or NaN for a missing value" : ""}, got ${String(values[wrong])} in row ${Math.floor(wrong / size)}, column ${wrong % size}. ${isFilled ? "Correct it." : "The model fills nothing: it was trained with imputer=none."}`,
      );
    const count = values.length / size;
    const rows = { count, numClasses, featureShape: encoder.featureShape, blocks: oneBlock(encoder.featureShape) };
    const features = Float32Array.from(encoder.encode(values, count));
    const found = trees.map((tree) => logitsOf({ model, ...tree }, { ...rows, features } as unknown as Rows));
    return scored(meanLogits(found, numClasses), shift, numClasses);
  }
  return {
    classNames,
    positive,
    featureShape: file.rows.featureShape,
    columns,
    predict,
    predictTable(table, source) {
      if (!columns)
        throw new UserError(
          `predict: expected a model of a table, got one that was trained on arrays of shape [${file.rows.featureShape.join(", ")}]. Give it arrays, in a script.`,
        );
      const { values, missing } = readFeatures(table, columns, {
        component: "predict",
        source,
        knows: "the model",
        unfilled: "The model fills nothing: it was trained with imputer=none.",
      });
      if (missing !== undefined && !isFilled) throw new UserError(missing);
      return predict(values);
    },
  };
}

/**
 * The model of a run as a folder that `mlflow.pyfunc.load_model` loads.
 *
 * @param path - the folder of the run, or `model.safetensors` in it.
 * @param to - a folder that is made.
 */
export function exportModel(path: string, to: string): RunFile[] {
  const read = filesOf(path);
  return writeFiles(to, mlflowModel({ checkpoint: read(CHECKPOINT), encoder: read(ENCODER), model: read(MODEL) }));
}

/** Reads the files beside a model. */
function filesOf(path: string): (name: string) => Buffer {
  const folder = existsSync(path) && statSync(path).isDirectory() ? path : dirname(path);
  return (name) => {
    const file = join(folder, name);
    if (!existsSync(file))
      throw new UserError(
        `model: expected the folder of a run, with ${CHECKPOINT}, ${ENCODER} and ${MODEL}, got ${path}, where there is no ${name}. \`evenkeel run\` says where it wrote its files.`,
      );
    return readFileSync(file);
  };
}

function parsedModel(text: string, path: string): ModelFile {
  try {
    return modelSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new UserError(`${MODEL}: expected the file that a run wrote beside its model, got another at ${path}.`, { cause: error });
  }
}

function checkpointOf(bytes: Uint8Array, path: string): ReturnType<typeof readSafetensors> {
  try {
    return readSafetensors(bytes);
  } catch (error) {
    throw new UserError(`${CHECKPOINT}: expected the file that a run wrote, got a damaged one at ${path}. Take it from the run anew.`, {
      cause: error,
    });
  }
}

/** Files of two runs beside each other would give scores of neither, or none. */
function refuseOtherArrays(model: Model, trees: readonly { readonly params: Tree; readonly modelState: Tree }[], path: string): void {
  const said = (shapes: Readonly<Record<string, readonly number[]>>): string =>
    Object.keys(shapes)
      .sort()
      .map((name) => `${name} [${shapes[name]!.join(", ")}]`)
      .join(", ");
  const shapesOf = (tree: Tree) => Object.fromEntries(Object.entries(tree).map(([name, { shape }]) => [name, shape]));
  const expected = said({ ...(model.shapes?.() ?? shapesOf(model.init(streams(0)("init")))), ...shapesOf(model.initState()) });
  for (const { params, modelState } of trees) {
    const got = said({ ...shapesOf(params), ...shapesOf(modelState) });
    if (got !== expected)
      throw new UserError(
        `${CHECKPOINT}: expected the parameters of the model of ${MODEL} and the features of ${ENCODER}, ${expected}, got ${got || "none"} at ${path}. Take the three files of one run.`,
      );
  }
}

function scored(raw: Float64Array, shift: readonly number[], numClasses: number): Predicted {
  const numRows = raw.length / numClasses;
  const logits = raw.map((logit, i) => logit + shift[i % numClasses]!);
  const probabilities = new Float64Array(logits.length);
  const classes = new Int32Array(numRows);
  for (let row = 0; row < numRows; row++) {
    const own = logits.subarray(row * numClasses, (row + 1) * numClasses);
    const largest = own.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
    const powers = own.map((logit) => Math.exp(logit - largest));
    const total = powers.reduce((sum, power) => sum + power, 0);
    powers.forEach((power, label) => (probabilities[row * numClasses + label] = power / total));
    classes[row] = own.indexOf(largest);
  }
  return { numRows, logits, probabilities, classes };
}
