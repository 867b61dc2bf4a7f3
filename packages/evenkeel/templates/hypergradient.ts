import { defineHypergradient, mapNest, scale, type Tree, valueAndGrad, z } from "evenkeel";
import type { Tensor } from "@tensorflow/tfjs-core";

/** Say here how d outer / d m is found; here it is the derivative after one real step, held to a largest length. */
export default defineHypergradient({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { most: z.number().positive().default(1).describe("the largest length of the slope") },
  create: ({ most }) => ({
    innerSteps: 1,
    find(problem) {
      const { start, meta, update, outer } = problem;
      const evaluated = problem.evaluate(start, meta, 0);
      const weights = problem.weights(meta, evaluated.losses, 0);
      const { modelState } = evaluated;
      // The outer loss after the update, as a function of m: the gradient of the inner step is worked out for each m anew.
      const after = valueAndGrad((m: Tree) => {
        const at = problem.evaluate(start, m, 0);
        const next = update.step(() => at.gradient(problem.weights(m, at.losses, 0)), start, 0);
        return outer(next.params, m);
      });
      const { value, gradient } = after(meta);
      const length = Math.hypot(...Object.values(gradient).flatMap((slope) => Array.from((slope as Tensor).dataSync())));
      const next = { ...update.step(() => evaluated.gradient(weights), start, 0), modelState };
      return {
        metaGradient: mapNest((slope) => scale(Math.min(1, most / length), slope), gradient),
        next,
        outerLoss: value as Tensor,
        evaluated,
        weights: [weights],
      };
    },
  }),
});
