/** Weight of the rows by true class (row) and predicted class (column). */
export type ConfusionMatrix = readonly (readonly number[])[];

/**
 * The weight of the rows by their label, down, and by the class that they are called, across.
 *
 * @param labels - `[numExamples]`, true class indices.
 * @param predictions - `[numExamples]`, predicted class indices.
 * @param weights - `[numExamples]`; 1 unless given.
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  numClasses: number,
  weights?: ArrayLike<number>,
): ConfusionMatrix {
  const matrix = Array.from({ length: numClasses }, () => Array.from({ length: numClasses }, () => 0));
  for (let i = 0; i < labels.length; i++) matrix[labels[i]!]![predictions[i]!]! += weights?.[i] ?? 1;
  return matrix;
}

/** Share of the weight on the diagonal. */
export function accuracy(matrix: ConfusionMatrix): number {
  const { correct, total } = totals(matrix);
  return correct / total;
}

/** Mean recall of the classes that occur in the truth; `adjusted` maps chance to 0 (NaN or −∞ with one class). */
export function balancedAccuracy(matrix: ConfusionMatrix, adjusted = false): number {
  const present = matrix.flatMap((row, k) => (sum(row) > 0 ? [row[k]! / sum(row)] : []));
  const mean = sum(present) / present.length;
  const chance = 1 / present.length;
  return adjusted ? (mean - chance) / (1 - chance) : mean;
}

/** Matthews correlation coefficient of any number of classes; 0 where it is undefined. @see J. Gorodkin, Computational Biology and Chemistry 28, 2004. */
export function matthewsCorrelation(matrix: ConfusionMatrix): number {
  const { correct, total, truth, predicted } = totals(matrix);
  const cross = sum(truth.map((count, k) => count * predicted[k]!));
  const spread = (counts: readonly number[]): number => total ** 2 - sum(counts.map((count) => count ** 2));
  const scale = Math.sqrt(spread(truth) * spread(predicted));
  return scale === 0 ? 0 : (correct * total - cross) / scale;
}

/** Agreement beyond chance; NaN if truth and prediction are one class. @see J. Cohen, Educational and Psychological Measurement 20, 1960. */
export function cohenKappa(matrix: ConfusionMatrix): number {
  const { correct, total, truth, predicted } = totals(matrix);
  const expected = sum(truth.map((count, k) => count * predicted[k]!)) / total;
  return (correct - expected) / (total - expected);
}

/** |true − predicted class index|, averaged over the rows of a class and then over the classes that occur in the truth. */
export function macroMeanAbsoluteError(matrix: ConfusionMatrix): number {
  const errors = matrix.flatMap((row, k) => (sum(row) > 0 ? [sum(row.map((count, j) => count * Math.abs(j - k))) / sum(row)] : []));
  return sum(errors) / errors.length;
}

function totals(matrix: ConfusionMatrix): { correct: number; total: number; truth: number[]; predicted: number[] } {
  const truth = matrix.map(sum);
  const predicted = matrix.map((_, k) => sum(matrix.map((row) => row[k]!)));
  return { correct: sum(matrix.map((row, k) => row[k]!)), total: sum(truth), truth, predicted };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
