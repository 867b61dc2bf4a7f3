import { checkFinite, type Tree } from "@evenkeel/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { TrainResult } from "./task.js";

/**
 * The result if all of it is finite. Parameters are looked at too: a rectifier can hide one that is NaN.
 *
 * @param step - updates that were done; null for a fitted model.
 * @throws NonFiniteError that names what is not finite, with its count.
 */
export function checkedResult(result: TrainResult, numClasses: number, step: number | null): TrainResult {
  const { testLogits, syntheticLosses, contributions, lossPriors, tested } = result;
  checkFinite(testLogits, "scores", step, numClasses);
  if (syntheticLosses) checkFinite(syntheticLosses, "losses of synthetic rows", step);
  if (contributions) checkFinite(contributions, "contributions of synthetic rows", step);
  checkFinite(lossPriors, "class shares that the loss saw", step);
  for (const [what, tree] of Object.entries({
    parameters: tested.params,
    "running statistics of the model": tested.modelState,
    "meta-parameters": tested.meta,
  }))
    checkFinite(numbersIn(tree), what, step);
  return result;
}

function numbersIn(tree: Tree): Float32Array {
  const parts = Object.values(tree).map((value) => (value as Tensor).dataSync());
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
