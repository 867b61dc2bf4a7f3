import { adopt } from "@evenkeel/autodiff";
import type { Batch, Pairing } from "@evenkeel/core";
import { tensor } from "@tensorflow/tfjs-core";
import { type Rows, rowSize } from "./rows.js";

/** What goes into a batch: positions in the training rows, and among the synthetic ones. */
export interface BatchRows {
  readonly natural: Int32Array;
  readonly synthetic: Int32Array;
  /** Mixes the natural rows; positions are in the training rows. */
  readonly pairing: Pairing | null;
  /** Updates done before this one. */
  readonly step: number;
}

/** Natural rows first, then synthetic ones; class weights are multiplied into the targets. */
export function assembleBatch(train: Rows, synthetic: Rows | null, rows: BatchRows, classWeights: readonly number[]): Batch {
  const size = rows.natural.length + rows.synthetic.length;
  const width = rowSize(train);
  const { numClasses } = train;
  const features = new Float32Array(size * width);
  const targets = new Float32Array(size * numClasses);
  if (rows.pairing) mixRows(train, rows.pairing, features, targets);
  else rows.natural.forEach((row, i) => copyRow(train, row, features, targets, i));
  rows.synthetic.forEach((row, i) => copyRow(synthetic!, row, features, targets, rows.natural.length + i));
  weighTargets(targets, classWeights);
  return {
    features: adopt(tensor(features, [size, ...train.featureShape])),
    targets: adopt(tensor(targets, [size, numClasses])),
    targetTotals: totalsOf(targets, numClasses),
    size,
    step: rows.step,
    naturalRows: withAbsent(rows.natural, 0, size),
    syntheticRows: withAbsent(rows.synthetic, rows.natural.length, size),
    ...(rows.pairing && { pairing: rows.pairing }),
  };
}

function copyRow(from: Rows, row: number, features: Float32Array, targets: Float32Array, to: number): void {
  const width = rowSize(from);
  features.set(from.features.subarray(row * width, (row + 1) * width), to * width);
  targets.set(from.targets.subarray(row * from.numClasses, (row + 1) * from.numClasses), to * from.numClasses);
}

/** x̃ = a + (1 − λ)·(b − a) with label y_a + (1 − λ_y)·(y_b − y_a), each operation rounded to float32. */
function mixRows(
  rows: Rows,
  { anchor, partner, coefficient, labelCoefficient }: Pairing,
  features: Float32Array,
  targets: Float32Array,
): void {
  const blend = (values: Float32Array, width: number, share: Float64Array, to: Float32Array) => {
    for (let i = 0; i < anchor.length; i++) {
      const [a, b, away] = [anchor[i]! * width, partner[i]! * width, Math.fround(1 - share[i]!)];
      for (let j = 0; j < width; j++) {
        const from = values[a + j]!;
        to[i * width + j] = from + Math.fround(away * Math.fround(values[b + j]! - from));
      }
    }
  };
  blend(rows.features, rowSize(rows), coefficient, features);
  blend(rows.targets, rows.numClasses, labelCoefficient, targets);
}

function weighTargets(targets: Float32Array, classWeights: readonly number[]): void {
  if (classWeights.every((weight) => weight === 1)) return;
  const factors = Float32Array.from(classWeights);
  for (let i = 0; i < targets.length; i++) targets[i] = targets[i]! * factors[i % factors.length]!;
}

function totalsOf(targets: Float32Array, numClasses: number): Float64Array {
  const totals = new Float64Array(numClasses);
  for (let i = 0; i < targets.length; i++) totals[i % numClasses]! += targets[i]!;
  return totals;
}

function withAbsent(positions: Int32Array, at: number, size: number): Int32Array {
  const all = new Int32Array(size).fill(-1);
  all.set(positions, at);
  return all;
}
