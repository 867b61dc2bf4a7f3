import { adopt, div, gather, matMul, mul, reshape, softplus } from "@evenkeel/autodiff";
import { defineConstraint, type Value } from "@evenkeel/core";
import { tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { z } from "zod";

/**
 * Positive weights, on average 1 in each class.
 *
 *     wᵢ = softplus(mᵢ) / mean over the synthetic rows j of the class of i of softplus(mⱼ)
 *
 * With `mean: "free"` the weights are softplus(mᵢ)/softplus(0): the mass of a class is learned too.
 */
export default defineConstraint({
  name: "softplus",
  summary: "positive weights, on average 1 in each class",
  config: {
    mean: z.enum(["one-per-class", "free"]).default("one-per-class").describe("whether the mean weight of a class is held at 1"),
  },
  create: ({ mean }) => ({
    start: 0,
    meanIsOne: mean === "one-per-class",
    apply: (free, labels, numClasses) => {
      const positive = softplus(free);
      return mean === "free" ? mul(positive, adopt(tensor1d([1 / Math.LN2]))) : div(positive, meansOfClasses(positive, labels, numClasses));
    },
  }),
});

/** For each row the mean of `values` over its class: float32 `[count]`. */
function meansOfClasses(values: Value, labels: Int32Array, numClasses: number): Value {
  const counts = new Float64Array(numClasses);
  for (const label of labels) counts[label]!++;
  const averaging = new Float32Array(labels.length * numClasses);
  labels.forEach((label, i) => (averaging[i * numClasses + label] = 1 / counts[label]!));
  const means = matMul(reshape(values, [1, labels.length]), adopt(tensor2d(averaging, [labels.length, numClasses])));
  return gather(reshape(means, [numClasses]), adopt(tensor1d(labels, "int32")));
}
