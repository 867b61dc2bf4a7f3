import { defineDirection } from "@evenkeel/core";

/**
 * u = (∂U/∂g)ᵀ v: the meta gradient pulled back through the real update of the inner optimizer.
 *
 *     dL_meta/dm = ∇_m d/dε L(θ + ε·u, m) at ε = 0
 *
 * Exact for one inner step: SGD with momentum, Adam, clipping, whatever the optimizer's pullback covers.
 */
export default defineDirection({
  name: "one-step",
  summary: "the meta gradient pulled back through the real update: exact for one inner step",
  config: {},
  create:
    () =>
    ({ problem, gradient, outerGradient }) =>
      problem.update.pullback(gradient, outerGradient),
});
