import { div, gather, matMul, reshape, scale, softplus } from "@evenkeel/autodiff";
import { defineConstraint, type LearnerRows, type Tree, type Value } from "@evenkeel/core";
import { type Tensor, tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { syntheticOf } from "../synthetic-of.js";

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
  declares: ({ mean }) => ({ meanIsOne: mean === "one-per-class" }),
  create: ({ mean }) => ({
    start: 0,
    facts: (rows) => (mean === "free" ? {} : classesOf(rows)),
    apply: (free, facts) => (mean === "free" ? scale(1 / Math.LN2, softplus(free)) : onAverageOne(softplus(free), facts)),
  }),
});

/** `labels`, int32 `[count]`, and `averaging`, float32 `[count, numClasses]`: 1 / rows of the class, at the class of each row. */
function classesOf(rows: LearnerRows): { labels: Tensor; averaging: Tensor } {
  const { labels, count } = syntheticOf("softplus", rows);
  const counts = new Float64Array(rows.numClasses);
  for (const label of labels) counts[label]!++;
  const averaging = new Float32Array(count * rows.numClasses);
  labels.forEach((label, i) => (averaging[i * rows.numClasses + label] = 1 / counts[label]!));
  return { labels: tensor1d(labels, "int32"), averaging: tensor2d(averaging, [count, rows.numClasses]) };
}

const onAverageOne = (values: Value, facts: Tree): Value => div(values, meansOfClasses(values, facts));

/** For each row the mean of `values` over its class: float32 `[count]`. */
function meansOfClasses(values: Value, facts: Tree): Value {
  const averaging = facts["averaging"]!;
  const means = matMul(reshape(values, [1, values.shape[0]!]), averaging);
  return gather(reshape(means, [averaging.shape[1]!]), facts["labels"] as Tensor);
}
