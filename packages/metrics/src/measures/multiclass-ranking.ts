import { averagePrecision, rocAuc } from "./ranking.js";

/** `macro` gives each class (or pair) the same weight, `weighted` its share of the rows. */
export type Averaging = "macro" | "weighted";

/**
 * One-vs-rest average precision of every class.
 *
 * @param scores - row-major `[numExamples, numClasses]`.
 * @param labels - `[numExamples]`, class indices.
 */
export function averagePrecisionPerClass(scores: ArrayLike<number>, labels: ArrayLike<number>, numClasses: number): number[] {
  return classIndices(numClasses).map((k) => averagePrecision(column(scores, k, numClasses), isClass(labels, k)));
}

/** One-vs-rest average precision, averaged over classes, or over all (row, class) pairs together (`micro`). */
export function multiclassAveragePrecision(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  numClasses: number,
  averaging: Averaging | "micro",
): number {
  if (averaging !== "micro")
    return average(averagePrecisionPerClass(scores, labels, numClasses), classCounts(labels, numClasses), averaging);
  const pairs = Array.from({ length: scores.length }, (_, i) => Number(labels[Math.floor(i / numClasses)] === i % numClasses));
  return averagePrecision(scores, pairs);
}

/** ROC-AUC of each class against the rest (`ovr`), or of each pair of classes in both directions (`ovo`; Hand and Till 2001), averaged. */
export function multiclassRocAuc(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  numClasses: number,
  { compare, averaging }: { readonly compare: "ovr" | "ovo"; readonly averaging: Averaging },
): number {
  const counts = classCounts(labels, numClasses);
  const classes = classIndices(numClasses);
  if (compare === "ovr") {
    const areas = classes.map((k) => rocAuc(column(scores, k, numClasses), isClass(labels, k)));
    return average(areas, counts, averaging);
  }
  const pairs = classes.flatMap((a) => classes.slice(a + 1).map((b) => [a, b] as const));
  const areas = pairs.map(([a, b]) => (aucWithin(scores, labels, numClasses, a, b) + aucWithin(scores, labels, numClasses, b, a)) / 2);
  return average(
    areas,
    pairs.map(([a, b]) => counts[a]! + counts[b]!),
    averaging,
  );
}

/** AUC of the score of class a among the rows of classes a and b. */
function aucWithin(scores: ArrayLike<number>, labels: ArrayLike<number>, numClasses: number, a: number, b: number): number {
  const members = Array.from(labels, (label) => Number(label === a || label === b));
  return rocAuc(column(scores, a, numClasses), isClass(labels, a), members);
}

function average(values: readonly number[], counts: readonly number[], averaging: Averaging): number {
  const weights = averaging === "macro" ? counts.map(() => 1) : counts;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return values.reduce((sum, value, i) => sum + value * weights[i]!, 0) / total;
}

const classIndices = (numClasses: number): number[] => Array.from({ length: numClasses }, (_, k) => k);

const isClass = (labels: ArrayLike<number>, k: number): number[] => Array.from(labels, (label) => Number(label === k));

/** Column k of row-major `[numExamples, numClasses]`. */
function column(scores: ArrayLike<number>, k: number, numClasses: number): number[] {
  return Array.from({ length: scores.length / numClasses }, (_, i) => scores[i * numClasses + k]!);
}

function classCounts(labels: ArrayLike<number>, numClasses: number): number[] {
  return classIndices(numClasses).map((k) => Array.from(labels).filter((label) => label === k).length);
}
