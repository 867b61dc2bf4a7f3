import { add, broadcastTo, mapNest, mul, reciprocalOrZero, scale, sub, treeNorm, zipNest } from "@evenkeel/autodiff";
import { defineHypergradient, type Tree, type Value } from "@evenkeel/core";
import { z } from "zod";
import { throughUpdate } from "./through-update.js";

/**
 * `one-step` with the losses differentiated along u by a central difference.
 *
 *     dℓ/dε ≈ (ℓ(θ + h·u) − ℓ(θ − h·u)) / 2h with h = stepSize/‖u‖; 0 where u is 0
 *
 * Off by some percent where a relu flips between the two points; `one-step` is exact and costs the same. Here to repeat work that
 * used it.
 *
 * @see Liu, Simonyan, Yang, "DARTS: Differentiable Architecture Search", ICLR 2019, eq. 8. https://arxiv.org/abs/1806.09055
 */
export default defineHypergradient({
  name: "finite-difference",
  summary: "one step by two more evaluations, off by some percent on relu networks; to repeat work that used it",
  paper: {
    authors: "Liu, Simonyan, Yang",
    title: "DARTS: Differentiable Architecture Search",
    venue: "ICLR 2019",
    url: "https://arxiv.org/abs/1806.09055",
  },
  config: {
    stepSize: z.number().positive().default(0.01).describe("length of the step in parameter space"),
  },
  create: ({ stepSize }) =>
    throughUpdate({
      direction: ({ start, update }, at, outerGradient) => update.pullback(at.gradient, start, outerGradient, 0),
      slope(losses, params, direction) {
        const norm = treeNorm(direction);
        const factor = scale(stepSize, reciprocalOrZero(norm));
        const step = mapNest((u: Value) => mul(u, broadcastTo(factor, u.shape)), direction) as Tree;
        const difference = sub(losses(zipNest(add, params, step)), losses(zipNest(sub, params, step)));
        const tangent = mul(difference, broadcastTo(scale(1 / (2 * stepSize), norm), difference.shape));
        return { value: losses(params), tangent };
      },
      useTape: false,
    }),
});
