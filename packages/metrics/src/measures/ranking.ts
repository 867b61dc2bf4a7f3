/** Points of a precision-recall curve, from the lowest threshold to precision 1 at recall 0. */
export interface PrecisionRecallCurve {
  readonly precision: readonly number[];
  readonly recall: readonly number[];
  /** One fewer than points: a row is called positive if its score is at least this. */
  readonly thresholds: readonly number[];
}

/** Points of a ROC curve, from threshold ∞ down; no point is thinned out. */
export interface RocCurve {
  readonly falsePositiveRate: readonly number[];
  readonly truePositiveRate: readonly number[];
  readonly thresholds: readonly number[];
}

/**
 * Average precision Σ_n (R_n − R_{n−1})·P_n over the distinct scores from high to low, without interpolation; equal scores
 * count as one. 0 without positives, as in scikit-learn.
 *
 * @param labels - `[numExamples]`, 1 for a positive row, 0 for another.
 * @param weights - `[numExamples]`, ≥ 0; 1 unless given.
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>): number {
  const { positives, negatives } = cumulativeWeights(scores, labels, weights);
  const total = positives.at(-1) ?? 0;
  if (total === 0) return 0;
  return positives.reduce((sum, found, n) => sum + ((found - (positives[n - 1] ?? 0)) / total) * (found / (found + negatives[n]!)), 0);
}

/** Area under the ROC curve: the probability that a positive row scores above a negative one, ties one half. NaN with one class only. */
export function rocAuc(scores: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>): number {
  const { positives, negatives } = cumulativeWeights(scores, labels, weights);
  const area = positives.reduce(
    (sum, found, n) => sum + ((negatives[n]! - (negatives[n - 1] ?? 0)) * (found + (positives[n - 1] ?? 0))) / 2,
    0,
  );
  return area / ((positives.at(-1) ?? 0) * (negatives.at(-1) ?? 0));
}

/** Precision and recall where all that scores at least a threshold is called positive; thresholds ascend, as in scikit-learn. */
export function precisionRecallCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
): PrecisionRecallCurve {
  const { thresholds, positives, negatives } = cumulativeWeights(scores, labels, weights);
  const total = positives.at(-1) ?? 0;
  return {
    precision: [...positives.map((found, n) => found / (found + negatives[n]! || 1)).reverse(), 1],
    recall: [...positives.map((found) => (total === 0 ? 1 : found / total)).reverse(), 0],
    thresholds: thresholds.toReversed(),
  };
}

/** Rates of false and true positives where all that scores at least a threshold is called positive; thresholds descend from ∞. */
export function rocCurve(scores: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>): RocCurve {
  const { thresholds, positives, negatives } = cumulativeWeights(scores, labels, weights);
  const share = (counts: readonly number[]): number[] => [0, ...counts.map((count) => count / counts.at(-1)!)];
  return { falsePositiveRate: share(negatives), truePositiveRate: share(positives), thresholds: [Infinity, ...thresholds] };
}

/** Weight of the positive and of the negative rows that score at least each distinct score, highest first. */
function cumulativeWeights(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
): { readonly thresholds: number[]; readonly positives: number[]; readonly negatives: number[] } {
  const order = Int32Array.from({ length: scores.length }, (_, i) => i)
    .filter((i) => (weights?.[i] ?? 1) !== 0)
    .sort((a, b) => scores[b]! - scores[a]!);
  const thresholds: number[] = [];
  const positives: number[] = [];
  const negatives: number[] = [];
  let positive = 0;
  let negative = 0;
  for (let n = 0; n < order.length; n++) {
    const row = order[n]!;
    const weight = weights?.[row] ?? 1;
    if (labels[row] === 1) positive += weight;
    else negative += weight;
    if (n + 1 < order.length && scores[order[n + 1]!] === scores[row]) continue;
    thresholds.push(scores[row]!);
    positives.push(positive);
    negatives.push(negative);
  }
  return { thresholds, positives, negatives };
}
