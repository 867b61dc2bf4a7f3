import { adopt, scope } from "@evenkeel/autodiff";
import { applyModel, type Loss, type Model, oneBlock, type Rows, sizeOf, type Stream, type Tree, type Value } from "@evenkeel/core";
import { tensor, type Tensor } from "@tensorflow/tfjs-core";
import { asTensors } from "./as-tensors.js";

const ROWS_AT_ONCE = 4096;
const NONE = new Int32Array(0);
/** What is scheduled is at its end for a trained model. */
const AT_THE_END = { epoch: 0, batch: 0, step: 0, progress: 1 };

interface Trained {
  readonly model: Model;
  readonly params: Tree;
  readonly modelState: Tree;
}

/** The logits of all rows, row-major float64 `[count, numClasses]`. */
export function logitsOf(trained: Trained, rows: Rows): Float64Array {
  const logits = new Float64Array(rows.count * rows.numClasses);
  inChunks(rows, (features, start) => logits.set(logitsIn(trained, features).dataSync(), start * rows.numClasses));
  return logits;
}

/** The rows with their embeddings in the place of their features. */
export function embeddedRows({ model, params, modelState }: Trained, rows: Rows): Rows {
  const chunks: Float32Array[] = [];
  inChunks(rows, (features) => {
    const { embedding } = model.embed(params, modelState, features, { mode: "evaluation" });
    chunks.push((embedding as Tensor).dataSync().slice() as Float32Array);
  });
  const width = chunks.reduce((sum, { length }) => sum + length, 0) / rows.count;
  const features = new Float32Array(rows.count * width);
  chunks.forEach((chunk, i) => features.set(chunk, i * ROWS_AT_ONCE * width));
  return { ...rows, features, featureShape: [width], blocks: oneBlock([width]) };
}

/** The loss of each row against its targets. */
export function lossesOf(trained: Trained, loss: Loss, rows: Rows, stream: Stream): Float64Array {
  const losses = new Float64Array(rows.count);
  inChunks(rows, (features, start, size) => {
    const logits = logitsIn(trained, features);
    const targets = adopt(
      tensor(rows.targets.subarray(start * rows.numClasses, (start + size) * rows.numClasses), [size, rows.numClasses]),
    );
    const batch = { natural: NONE, synthetic: NONE, labels: rows.labels.subarray(start, start + size) };
    const given = asTensors(loss.inputs?.(AT_THE_END, stream, batch));
    losses.set((loss({ logits }, targets, { given }) as Tensor).dataSync(), start);
  });
  return losses;
}

/** The mean loss of all rows. */
export function meanLossOf(trained: Trained, loss: Loss, rows: Rows, stream: Stream): number {
  return lossesOf(trained, loss, rows, stream).reduce((sum, value) => sum + value, 0) / rows.count;
}

const logitsIn = ({ model, params, modelState }: Trained, features: Value): Tensor =>
  applyModel(model, params, modelState, features, { mode: "evaluation" }).logits as Tensor;

function inChunks(rows: Rows, visit: (features: Value, start: number, size: number) => void): void {
  const width = sizeOf(rows.featureShape);
  for (let start = 0; start < rows.count; start += ROWS_AT_ONCE) {
    const size = Math.min(ROWS_AT_ONCE, rows.count - start);
    scope(() => {
      const features = adopt(tensor(rows.features.subarray(start * width, (start + size) * width), [size, ...rows.featureShape]));
      visit(features, start, size);
    });
  }
}
