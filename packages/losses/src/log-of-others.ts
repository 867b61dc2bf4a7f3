import { add, adopt, logSumExp, reshape } from "@evenkeel/autodiff";
import type { Value } from "@evenkeel/core";
import { tensor3d } from "@tensorflow/tfjs-core";

/** Its exponential is 0, and it stays finite under multiplication by anything that occurs. */
const NOTHING = -1e30;

/**
 * log(1 − p_c) from the logarithms of the *other* probabilities, exact where p_c is near 1.
 *
 *     log Σ_{j≠c} exp(log p_j)
 *
 * @param logProbabilities - float32 `[batch, numClasses]`.
 * @returns float32 `[batch, numClasses]`; differentiable any number of times.
 */
export function logOfOthers(logProbabilities: Value): Value {
  const [batch, numClasses] = logProbabilities.shape as [number, number];
  const itself = Float32Array.from({ length: numClasses * numClasses }, (_, i) => (i % (numClasses + 1) === 0 ? NOTHING : 0));
  const others = add(reshape(logProbabilities, [batch, 1, numClasses]), adopt(tensor3d(itself, [1, numClasses, numClasses])));
  return reshape(logSumExp(reshape(others, [batch * numClasses, numClasses])), [batch, numClasses]);
}
