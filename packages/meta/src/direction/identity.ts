import { mapNest, scale } from "@evenkeel/autodiff";
import { defineDirection } from "@evenkeel/core";
import { z } from "zod";

/**
 * u = −η v: as if the inner update were plain gradient descent, whatever it is.
 *
 * Cheaper than `one-step` by the optimizer's pullback, and wrong by its preconditioning.
 */
export default defineDirection({
  name: "identity",
  summary: "as if the inner update were plain gradient descent",
  config: {
    stepSize: z.number().positive().default(1).describe("η; only its product with the meta learning rate matters"),
  },
  create:
    ({ stepSize }) =>
    ({ outerGradient }) =>
      mapNest((v) => scale(-stepSize, v), outerGradient),
});
