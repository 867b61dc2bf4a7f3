import type { FitProblem } from "@evenkeel/core";
import type { Objective } from "./minimize.js";

/** A trace of penalty on the intercepts makes the optimum unique where only differences of them count. */
export const INTERCEPT_PENALTY = 1e-9;

/** A block of rows stays in the cache for all classes, and a weight that was read serves all of them. */
const ROWS_AT_ONCE = 4;

/** The size of a problem, and the L2 penalty of its weights: penalty / 2 · Σ w². */
export interface LogisticShape {
  readonly numFeatures: number;
  readonly numClasses: number;
  readonly penalty: number;
}

/**
 * The objective of logistic regression as a function of `[free, numFeatures + 1]` weights with their intercept last; `free` is 1
 * for two classes, whose first logit is held at 0. Two passes over the rows, and nothing of the size of a Hessian.
 */
export function logisticObjective(
  { features, numExamples, targets }: FitProblem,
  { numFeatures, numClasses, penalty }: LogisticShape,
): Objective {
  const width = numFeatures + 1;
  const free = numClasses === 2 ? 1 : numClasses;
  const offset = numClasses - free;
  const z = new Float64Array(ROWS_AT_ONCE * numClasses);
  const sums = new Float64Array(ROWS_AT_ONCE);
  const slopes = new Float64Array(ROWS_AT_ONCE * free);
  return (theta, gradient) => {
    gradient.fill(0);
    let value = 0;
    for (let first = 0; first < numExamples; first += ROWS_AT_ONCE) {
      const count = Math.min(ROWS_AT_ONCE, numExamples - first);
      for (let c = 0; c < free; c++) {
        const intercept = theta[c * width + numFeatures]!;
        if (count === ROWS_AT_ONCE) dotFour(theta, c * width, features, first * numFeatures, numFeatures, sums);
        else for (let r = 0; r < count; r++) sums[r] = dotOne(theta, c * width, features, (first + r) * numFeatures, numFeatures);
        for (let r = 0; r < count; r++) z[r * numClasses + c + offset] = intercept + sums[r]!;
      }
      for (let r = 0; r < count; r++)
        value += lossAt(
          z.subarray(r * numClasses, (r + 1) * numClasses),
          targets.subarray((first + r) * numClasses, (first + r + 1) * numClasses),
          offset,
          slopes,
          r * free,
        );
      for (let c = 0; c < free; c++) {
        if (count === ROWS_AT_ONCE) addFour(gradient, c * width, features, first * numFeatures, numFeatures, slopes, c, free);
        else
          for (let r = 0; r < count; r++)
            addOne(gradient, c * width, slopes[r * free + c]!, features, (first + r) * numFeatures, numFeatures);
        for (let r = 0; r < count; r++) gradient[c * width + numFeatures] = gradient[c * width + numFeatures]! + slopes[r * free + c]!;
      }
    }
    for (let k = 0; k < theta.length; k++) {
      const weight = k % width === numFeatures ? INTERCEPT_PENALTY : penalty;
      value += (weight / 2) * theta[k]! ** 2;
      gradient[k] = gradient[k]! + weight * theta[k]!;
    }
    return value;
  };
}

/** The diagonal of the Hessian at 0, where every class is as likely as another. */
export function diagonalAtZero(
  { features, numExamples, targets }: FitProblem,
  { numFeatures, numClasses, penalty }: LogisticShape,
): Float64Array {
  const width = numFeatures + 1;
  const free = numClasses === 2 ? 1 : numClasses;
  const curvature = (1 / numClasses) * (1 - 1 / numClasses);
  const own = new Float64Array(width).fill(penalty);
  own[numFeatures] = INTERCEPT_PENALTY;
  for (let i = 0; i < numExamples; i++) {
    let mass = 0;
    for (let c = 0; c < numClasses; c++) mass += targets[i * numClasses + c]!;
    for (let j = 0; j < numFeatures; j++) own[j] = own[j]! + mass * curvature * features[i * numFeatures + j]! ** 2;
    own[numFeatures] = own[numFeatures]! + mass * curvature;
  }
  // A column of zeros without a penalty has no curvature, and no gradient either.
  return Float64Array.from({ length: free * width }, (_, k) => own[k % width]! || 1);
}

/** −Σ_c t_c log softmax(z)_c; d of it / d z of the free classes goes into `slopes`. The first logit of two is 0, as it was made. */
function lossAt(z: Float64Array, t: Float64Array, offset: number, slopes: Float64Array, to: number): number {
  let largest = -Infinity;
  for (let c = 0; c < z.length; c++) largest = Math.max(largest, z[c]!);
  let total = 0;
  let mass = 0;
  for (let c = 0; c < z.length; c++) {
    total += Math.exp(z[c]! - largest);
    mass += t[c]!;
  }
  const logMass = largest + Math.log(total);
  let loss = 0;
  for (let c = 0; c < z.length; c++) if (t[c] !== 0) loss += t[c]! * (logMass - z[c]!);
  for (let c = offset; c < z.length; c++) slopes[to + c - offset] = mass * Math.exp(z[c]! - logMass) - t[c]!;
  return loss;
}

/** Products of one vector with four rows that follow each other. */
function dotFour(a: Float64Array, from: number, rows: Float64Array, at: number, length: number, to: Float64Array): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const [b, c, d] = [at + length, at + 2 * length, at + 3 * length];
  for (let j = 0; j < length; j++) {
    const weight = a[from + j]!;
    s0 += weight * rows[at + j]!;
    s1 += weight * rows[b + j]!;
    s2 += weight * rows[c + j]!;
    s3 += weight * rows[d + j]!;
  }
  to[0] = s0;
  to[1] = s1;
  to[2] = s2;
  to[3] = s3;
}

function dotOne(a: Float64Array, from: number, row: Float64Array, at: number, length: number): number {
  let sum = 0;
  for (let j = 0; j < length; j++) sum += a[from + j]! * row[at + j]!;
  return sum;
}

/** Adds four rows that follow each other, with the slopes of a class. */
function addFour(
  to: Float64Array,
  from: number,
  rows: Float64Array,
  at: number,
  length: number,
  slopes: Float64Array,
  label: number,
  free: number,
): void {
  const [f0, f1, f2, f3] = [slopes[label]!, slopes[free + label]!, slopes[2 * free + label]!, slopes[3 * free + label]!];
  const [b, c, d] = [at + length, at + 2 * length, at + 3 * length];
  for (let j = 0; j < length; j++)
    to[from + j] = to[from + j]! + (f0 * rows[at + j]! + f1 * rows[b + j]! + (f2 * rows[c + j]! + f3 * rows[d + j]!));
}

function addOne(to: Float64Array, from: number, factor: number, row: Float64Array, at: number, length: number): void {
  for (let j = 0; j < length; j++) to[from + j] = to[from + j]! + factor * row[at + j]!;
}
