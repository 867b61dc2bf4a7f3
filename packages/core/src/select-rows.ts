import type { Dataset } from "./contracts/dataset.js";

/** The rows at these positions, in this order; row ids come along. The digest stays that of the source. */
export function selectRows(dataset: Dataset, positions: ArrayLike<number>): Dataset {
  const width = dataset.featureShape.reduce((product, length) => product * length, 1);
  const values =
    dataset.values instanceof Float32Array ? new Float32Array(positions.length * width) : new Float64Array(positions.length * width);
  for (let i = 0; i < positions.length; i++)
    values.set(dataset.values.subarray(positions[i]! * width, (positions[i]! + 1) * width), i * width);
  return {
    ...dataset,
    values,
    numExamples: positions.length,
    labels: Int32Array.from(positions as ArrayLike<number>, (position) => dataset.labels[position]!),
    rowIds: Int32Array.from(positions as ArrayLike<number>, (position) => dataset.rowIds[position]!),
  };
}

/** Rows of each class, `[numClasses]`. */
export function countClasses(labels: ArrayLike<number>, numClasses: number): number[] {
  const counts = new Array<number>(numClasses).fill(0);
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]!++;
  return counts;
}
