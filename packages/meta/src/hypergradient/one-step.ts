import { defineHypergradient } from "@evenkeel/core";
import { forwardSlope } from "./slopes.js";
import { throughUpdate } from "./through-update.js";

/**
 * The meta gradient pulled back through the real update.
 *
 *     u = (∂U/∂g)ᵀ ∇outer(θ′),   dL_meta/dm = ∇_m Σᵢ wᵢ(m) ⟨∇ℓᵢ, u⟩ / N
 *
 * Exact for one inner step: SGD with momentum, Adam, clipping, whatever the optimizer's pullback covers. Losses are differentiated
 * along u by forward mode, on the tape that the training losses left behind.
 */
export default defineHypergradient({
  name: "one-step",
  summary: "the meta gradient pulled back through the real update: exact for one inner step",
  config: {},
  create: () =>
    throughUpdate({
      direction: ({ start, update }, at, outerGradient) => update.pullback(at.gradient, start, outerGradient, 0),
      slope: forwardSlope,
      useTape: true,
    }),
});
