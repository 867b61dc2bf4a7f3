import { checkFinite, type Predictions } from "@evenkeel/core";

/**
 * The score that ranks rows for class k: the log odds z_k − logsumexp_{j≠k} z_j, for two classes z_k − z_j. Unlike the
 * probability it never saturates, so rows that are far from the boundary keep their order.
 *
 * @returns float64 `[numExamples]`.
 * @throws NonFiniteError if a logit is not finite: a NaN would be ranked somewhere. So do the functions below.
 */
export function logOdds({ logits, numExamples, numClasses }: Predictions, k: number): Float64Array {
  checkFinite(logits, "scores", null, numClasses);
  return Float64Array.from({ length: numExamples }, (_, i) => {
    const row = logits.subarray(i * numClasses, (i + 1) * numClasses);
    return row[k]! - logSumExp(row.filter((_, j) => j !== k));
  });
}

/** softmax(z), row-major float64 `[numExamples, numClasses]`. */
export function probabilities({ logits, numExamples, numClasses }: Predictions): Float64Array {
  checkFinite(logits, "scores", null, numClasses);
  const result = new Float64Array(logits.length);
  for (let i = 0; i < numExamples; i++) {
    const row = logits.subarray(i * numClasses, (i + 1) * numClasses);
    const total = logSumExp(row);
    for (let k = 0; k < numClasses; k++) result[i * numClasses + k] = Math.exp(row[k]! - total);
  }
  return result;
}

/** argmax_k z_k − offset_k of each row; the first of equal ones. */
export function predictedClasses({ logits, numExamples, numClasses }: Predictions, offsets?: readonly number[]): Int32Array {
  checkFinite(logits, "scores", null, numClasses);
  return Int32Array.from({ length: numExamples }, (_, i) => {
    let best = 0;
    let highest = -Infinity;
    for (let k = 0; k < numClasses; k++) {
      const value = logits[i * numClasses + k]! - (offsets?.[k] ?? 0);
      if (value > highest) [best, highest] = [k, value];
    }
    return best;
  });
}

function logSumExp(values: Float64Array): number {
  const highest = values.reduce((max, value) => Math.max(max, value), -Infinity);
  return highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}
