import { type Rng, randomState } from "@evenkeel/core";
import { type Tensor, tensor } from "@tensorflow/tfjs-core";

/** A tensor of standard normal entries; the caller's to dispose. */
export function randomTensor(shape: readonly number[], rng: Rng = randomState(1), spread = 1): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(
    Float32Array.from({ length: size }, () => spread * rng.normal()),
    [...shape],
  );
}

/** Rows that are label distributions: positive, summing to 1. */
export function randomTargets(batch: number, numClasses: number, rng: Rng = randomState(2)): Tensor {
  const values = new Float32Array(batch * numClasses);
  for (let i = 0; i < batch; i++) {
    const row = Array.from({ length: numClasses }, () => 0.05 + rng.double());
    const total = row.reduce((sum, value) => sum + value, 0);
    row.forEach((value, c) => (values[i * numClasses + c] = value / total));
  }
  return tensor(values, [batch, numClasses]);
}
