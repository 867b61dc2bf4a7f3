import type { Rng } from "@evenkeel/core";

/**
 * Which fold each row falls into, `[numExamples]`: the counts of a class differ by at most one between folds, and so do
 * the sizes of the folds.
 */
export function stratifiedFolds(labels: Int32Array, numClasses: number, folds: number, rng: Rng): Int32Array {
  const foldOf = new Int32Array(labels.length);
  let next = 0;
  for (let label = 0; label < numClasses; label++) {
    const rows = Array.from(labels.keys()).filter((row) => labels[row] === label);
    for (const i of rng.permutation(rows.length)) foldOf[rows[i]!] = next++ % folds;
  }
  return foldOf;
}
