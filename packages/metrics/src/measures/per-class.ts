import type { ConfusionMatrix } from "./confusion.js";

/** Weighted counts of one class against the rest, or sums of them. */
export interface BinaryCounts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** The rates of one class against the rest; a ratio without a denominator is 0. */
export interface ClassRates {
  readonly precision: number;
  /** Recall, the true positive rate. */
  readonly sensitivity: number;
  readonly specificity: number;
  /** Weight of the class in the truth. */
  readonly support: number;
}

/** One class against the rest, for every class. */
export function countsPerClass(matrix: ConfusionMatrix): BinaryCounts[] {
  const total = sum(matrix.map(sum));
  return matrix.map((row, k) => {
    const truePositives = row[k]!;
    const falseNegatives = sum(row) - truePositives;
    const falsePositives = sum(matrix.map((each) => each[k]!)) - truePositives;
    return { truePositives, falsePositives, falseNegatives, trueNegatives: total - truePositives - falseNegatives - falsePositives };
  });
}

/** Precision, recall and specificity of one class, in [0, 1]; 0 without a denominator, as in scikit-learn. */
export function rates({ truePositives, falsePositives, falseNegatives, trueNegatives }: BinaryCounts): ClassRates {
  return {
    precision: ratio(truePositives, truePositives + falsePositives),
    sensitivity: ratio(truePositives, truePositives + falseNegatives),
    specificity: ratio(trueNegatives, trueNegatives + falsePositives),
    support: truePositives + falseNegatives,
  };
}

/** Rates of every class. */
export function perClass(matrix: ConfusionMatrix): ClassRates[] {
  return countsPerClass(matrix).map(rates);
}

/** Over classes: `macro` counts each the same, `weighted` by its support, `micro` pools the counts of all. */
export type ClassAveraging = "macro" | "weighted" | "micro";

/** The mean of each rate over the classes (`macro`), weighted by their rows (`weighted`), or the rates of the pooled counts (`micro`). */
export function averageRates(matrix: ConfusionMatrix, averaging: ClassAveraging): ClassRates {
  if (averaging === "micro") return rates(pooled(matrix));
  const classes = perClass(matrix);
  const mean = (read: (of: ClassRates) => number): number => weightedMean(classes.map(read), classes, averaging);
  return {
    precision: mean(({ precision }) => precision),
    sensitivity: mean(({ sensitivity }) => sensitivity),
    specificity: mean(({ specificity }) => specificity),
    support: sum(classes.map(({ support }) => support)),
  };
}

/** F_β = (1 + β²)·TP / ((1 + β²)·TP + β²·FN + FP); 0 without a denominator. */
export function fBeta({ truePositives, falseNegatives, falsePositives }: BinaryCounts, beta = 1): number {
  const gain = (1 + beta ** 2) * truePositives;
  return ratio(gain, gain + beta ** 2 * falseNegatives + falsePositives);
}

/** F_β = (1 + β²)·P·R / (β²·P + R), averaged over classes as `averageRates` does. */
export function averageFBeta(matrix: ConfusionMatrix, averaging: ClassAveraging, beta = 1): number {
  if (averaging === "micro") return fBeta(pooled(matrix), beta);
  return weightedMean(
    countsPerClass(matrix).map((counts) => fBeta(counts, beta)),
    perClass(matrix),
    averaging,
  );
}

function pooled(matrix: ConfusionMatrix): BinaryCounts {
  const classes = countsPerClass(matrix);
  const total = (read: (of: BinaryCounts) => number): number => sum(classes.map(read));
  return {
    truePositives: total((counts) => counts.truePositives),
    falsePositives: total((counts) => counts.falsePositives),
    falseNegatives: total((counts) => counts.falseNegatives),
    trueNegatives: total((counts) => counts.trueNegatives),
  };
}

function weightedMean(values: readonly number[], classes: readonly ClassRates[], averaging: "macro" | "weighted"): number {
  const weights = classes.map(({ support }) => (averaging === "macro" ? 1 : support));
  return sum(values.map((value, k) => value * weights[k]!)) / sum(weights);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
