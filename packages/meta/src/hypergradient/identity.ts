import { treeScale } from "@evenkeel/autodiff";
import { defineHypergradient } from "@evenkeel/core";
import { z } from "zod";
import { forwardSlope } from "./slopes.js";
import { throughUpdate } from "./through-update.js";

/**
 * As if the inner update were plain gradient descent, whatever it is: u = −η ∇outer(θ′).
 *
 * Cheaper than `one-step` by the optimizer's pullback, and wrong by its preconditioning.
 */
export default defineHypergradient({
  name: "identity",
  summary: "as if the inner update were plain gradient descent",
  config: {
    stepSize: z.number().positive().default(1).describe("η; only its product with the meta learning rate matters"),
  },
  create: ({ stepSize }) =>
    throughUpdate({
      direction: (_problem, _at, outerGradient) => treeScale(-stepSize, outerGradient),
      slope: forwardSlope,
      useTape: true,
    }),
});
