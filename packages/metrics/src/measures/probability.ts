const CLIP = 2 ** -52;

/**
 * Mean negative log-probability of the true class in nats, Σ w·(−ln p_y) / Σ w, with p clipped to [2⁻⁵², 1 − 2⁻⁵²] as in scikit-learn.
 *
 * @param probabilities - row-major `[numExamples, numClasses]`.
 * @param labels - `[numExamples]`, class indices.
 * @param weights - `[numExamples]`; 1 unless given.
 */
export function logLoss(probabilities: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>): number {
  const numClasses = probabilities.length / labels.length;
  return weightedMean(labels, weights, (i) => -Math.log(Math.min(1 - CLIP, Math.max(CLIP, probabilities[i * numClasses + labels[i]!]!))));
}

/**
 * Brier score Σ_k (p_k − onehot_k)² averaged over rows: in [0, 2]; for two classes half of it, (p − y)² of either class,
 * as in scikit-learn.
 *
 * @see G. W. Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78, 1950.
 */
export function brierScore(probabilities: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>): number {
  const numClasses = probabilities.length / labels.length;
  const scale = numClasses === 2 ? 0.5 : 1;
  return weightedMean(labels, weights, (i) => {
    let total = 0;
    for (let k = 0; k < numClasses; k++) total += (probabilities[i * numClasses + k]! - Number(labels[i] === k)) ** 2;
    return scale * total;
  });
}

/** Share of rows whose true class is among the `count` most probable ones; of equal ones the later class comes first, as in scikit-learn. */
export function topAccuracy(probabilities: ArrayLike<number>, labels: ArrayLike<number>, count: number): number {
  const numClasses = probabilities.length / labels.length;
  return weightedMean(labels, undefined, (i) => {
    const row = Array.from({ length: numClasses }, (_, k) => probabilities[i * numClasses + k]!);
    const own = row[labels[i]!]!;
    const ahead = row.filter((p, k) => p > own || (p === own && k > labels[i]!)).length;
    return Number(ahead < count);
  });
}

function weightedMean(labels: ArrayLike<number>, weights: ArrayLike<number> | undefined, value: (row: number) => number): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    const weight = weights?.[i] ?? 1;
    sum += weight * value(i);
    total += weight;
  }
  return sum / total;
}
