import { type Dataset, type Model, UserError } from "@evenkeel/core";
import type { RunConfig, RunPlan } from "@evenkeel/compose";

const FLOAT32 = 4;
const FLOAT64 = 8;
const GIB = 2 ** 30;
/** TF.js' wasm module addresses 4 GiB less a page. */
const WASM_BYTES = 4294901760;
/** Rows that evaluation computes at once. */
const EVALUATED_ROWS = 4096;

const PLANNED_RUN_BYTES = 2048;

/** What is held in memory, and what of it is largest. */
interface Need {
  readonly bytes: number;
  readonly what: string;
  readonly remedy: string;
}

/** What a process may still take: of the machine, or of the container it runs in. */
const machineBytes = (): number => process.availableMemory();

/** Refuses data whose encoded rows cannot fit: float64 for encoders and samplers, float32 for training. */
export function refuseLargeData({ name, numExamples, featureShape }: Dataset): void {
  const width = product(featureShape);
  const need = {
    bytes: numExamples * width * (FLOAT64 + FLOAT32),
    what: `${numExamples} rows of ${width} features of ${name}`,
    remedy: "Use fewer rows or columns.",
  };
  refuse([need], machineBytes(), "the memory that this machine has left");
}

export interface TrainingNeeds {
  readonly config: RunConfig;
  readonly plan: RunPlan;
  readonly model: Model;
  readonly featureShape: readonly number[];
  readonly numClasses: number;
  readonly numTest: number;
  /** Synthetic rows for each natural row. */
  readonly syntheticShare: number;
}

/**
 * Refuses a training that cannot fit, from shapes alone and before anything is made.
 *
 *     parameters   × 4 bytes × (value, gradient, two states of the optimizer; look-ahead and direction if it learns from meta rows)
 *     rows at once × 4 bytes × 2 × (features + outputs of every layer)
 *
 * This is what is held at the least; what fits by this may still not fit.
 */
export function refuseLargeTraining({
  config,
  plan: { phases },
  model,
  featureShape,
  numClasses,
  numTest,
  syntheticShare,
}: TrainingNeeds): void {
  const shapes = Object.entries(model.shapes?.() ?? {});
  const numParams = shapes.reduce((sum, [, shape]) => sum + product(shape), 0);
  const [largest, shape] = shapes.reduce((most, each) => (product(each[1]) > product(most[1]) ? each : most), ["", []] as [
    string,
    readonly number[],
  ]);
  const { batchSize, metaBatchPerClass } = config.training;
  const [isTrained, learns] = [phases.has("updates"), phases.has("meta")];
  const trainedRows = isTrained ? batchSize * (1 + syntheticShare) : 0;
  const metaRows = learns ? metaBatchPerClass * numClasses : 0;
  const perRow = product(featureShape) + outputsOf(shapes, featureShape);
  const batchRows = trainedRows + metaRows;
  const evaluated = Math.min(numTest, EVALUATED_ROWS);
  const copies = isTrained ? (learns ? 6 : 4) : 1;
  const components = config.components;
  const needs: Need[] = [
    {
      bytes: numParams * FLOAT32 * copies,
      what: `${grouped(numParams)} parameters of model=${components["model"]!.name}, most of them in ${largest} [${shape.join(", ")}]`,
      remedy: "Lower the sizes of the model's layers.",
    },
    {
      bytes: Math.max(2 * batchRows, evaluated) * perRow * FLOAT32,
      what: `${grouped(Math.round(Math.max(batchRows, evaluated)))} rows at once, ${grouped(Math.round(perRow))} numbers each`,
      remedy:
        batchRows <= evaluated
          ? "Lower the sizes of the model's layers."
          : trainedRows > metaRows
            ? "Lower training.batchSize."
            : "Lower training.metaBatchPerClass.",
    },
  ];
  const isNative = config.engine.name === "native";
  const machine = machineBytes();
  const [limit, whose] =
    isNative || machine < WASM_BYTES
      ? ([machine, "the memory that this machine has left"] as const)
      : ([WASM_BYTES, "what the engine wasm can address"] as const);
  refuse(needs, limit, whose);
}

/** Refuses a comparison whose plan alone cannot fit: the rows of every split, and some kilobytes for every run. */
export function refuseLargePlan(numTrials: number, runsPerTrial: number, numRows: number): void {
  const bytes = numTrials * (numRows * FLOAT64 + runsPerTrial * PLANNED_RUN_BYTES);
  refuse(
    [
      {
        bytes,
        what: `${grouped(numTrials)} trials with ${runsPerTrial} runs each`,
        remedy: "Lower protocol.repeats, or set e.g. trials=10.",
      },
    ],
    machineBytes(),
    "the memory that this machine has left",
  );
}

function refuse(needs: readonly Need[], limit: number, whose: string): void {
  const bytes = needs.reduce((sum, need) => sum + need.bytes, 0);
  if (bytes <= limit) return;
  const { what, remedy } = needs.reduce((most, need) => (need.bytes > most.bytes ? need : most));
  throw new UserError(
    `memory: expected work that takes at most ${gib(limit)}, ${whose}, got about ${gib(bytes)}, most of it for ${what}. ${remedy}`,
  );
}

/** Numbers that the layers put out for a row: the last axis of each kernel, at every place of an image that strides leave. */
function outputsOf(shapes: readonly (readonly [string, readonly number[]])[], featureShape: readonly number[]): number {
  const [height = 1, width = 1] = featureShape.length === 3 ? featureShape : [];
  return shapes.reduce(
    (sum, [, shape]) => sum + (shape.length < 2 ? 0 : shape.at(-1)! * (shape.length === 4 ? (height * width) / 3 : 1)),
    0,
  );
}

/** Parameters of a model, or null if it does not know its shapes before it makes them. */
export function countParameters(model: Model): number | null {
  const shapes = model.shapes?.();
  return shapes ? Object.values(shapes).reduce((sum, shape) => sum + product(shape), 0) : null;
}

const product = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);
const gib = (bytes: number): string => `${bytes / GIB >= 10 ? Math.round(bytes / GIB) : (bytes / GIB).toFixed(1)} GiB`;
const grouped = (count: number): string => count.toLocaleString("en-US");
