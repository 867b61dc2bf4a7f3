import type { ConfusionMatrix } from "./confusion.js";
import { averageRates, type ClassAveraging, type ClassRates, perClass } from "./per-class.js";

/**
 * Geometric mean of the recalls, (Π_k recall_k)^(1/K), over all K classes.
 *
 * @param correction - stands in for a recall of 0, which would make the mean 0.
 * @see M. Kubat and S. Matwin, "Addressing the curse of imbalanced training sets", ICML 1997.
 */
export function geometricMean(matrix: ConfusionMatrix, correction = 0): number {
  const recalls = perClass(matrix).map(({ sensitivity }) => sensitivity || correction);
  return recalls.reduce((product, recall) => product * recall, 1) ** (1 / recalls.length);
}

/** √(sensitivity · specificity) of averaged rates: imbalanced-learn's `average="macro"`, `"weighted"` and `"micro"`. */
export function averagedGeometricMean(matrix: ConfusionMatrix, averaging: ClassAveraging): number {
  return rootOfRates(averageRates(matrix, averaging));
}

/** √(sensitivity · specificity) of one class against the rest. */
export function rootOfRates({ sensitivity, specificity }: ClassRates): number {
  return Math.sqrt(sensitivity * specificity);
}

/**
 * Index of balanced accuracy of the geometric mean, (1 + α·(sensitivity − specificity))·G², or ·G without `squared`, of averaged rates.
 *
 * @see V. García, R. A. Mollineda and J. S. Sánchez, "Index of balanced accuracy: a performance measure for skewed class distributions", IbPRIA 2009.
 */
export function indexOfBalancedAccuracy(
  matrix: ConfusionMatrix,
  {
    alpha = 0.1,
    squared = true,
    averaging = "weighted",
  }: { readonly alpha?: number; readonly squared?: boolean; readonly averaging?: ClassAveraging } = {},
): number {
  const classRates = averageRates(matrix, averaging);
  const mean = rootOfRates(classRates);
  return (1 + alpha * (classRates.sensitivity - classRates.specificity)) * (squared ? mean ** 2 : mean);
}
