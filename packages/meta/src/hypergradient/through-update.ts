import type { BilevelProblem, Hypergradient, Tree } from "@evenkeel/core";
import { foundAfter, type Linearized, linearized, mixedSlope, outerSlopes, type Slope } from "./slopes.js";

/** The choices of a hypergradient that looks through one inner step. */
export interface ThroughUpdate {
  /** Where the outer gradient is taken: after the inner step, unless said. */
  readonly outerAt?: "start" | "next";
  /** u, the direction in parameter space along which the losses of the batch are differentiated. */
  direction(problem: BilevelProblem, at: Linearized, outerGradient: Tree): Tree;
  readonly slope: Slope;
  /** Whether the tape that the training losses left behind may serve in place of `slope`. */
  readonly useTape: boolean;
}

/**
 *     θ′ = U(θ, g, s),  v = ∇outer(θ′),  dL_meta/dm = ∇_m Σᵢ wᵢ(m) ⟨∇ℓᵢ, u⟩ / N
 */
export function throughUpdate({ outerAt = "next", direction, slope, useTape }: ThroughUpdate): Hypergradient {
  return {
    innerSteps: 1,
    find(problem) {
      const { start } = problem;
      const evaluated = problem.evaluate(start, problem.meta, 0);
      const at = linearized(problem, evaluated);
      const next = { ...problem.update.step(at.gradient, start, 0), modelState: evaluated.modelState };
      const outer = outerSlopes(problem, outerAt === "next" ? next.params : start.params);
      const u = direction(problem, at, outer.byParams);
      const losses = (params: Tree) => problem.losses(params, problem.meta, start.modelState, 0).losses;
      const tangent = () => (useTape ? evaluated.tangent(u) : slope(losses, start.params, u).tangent);
      return foundAfter(at, next, outer, mixedSlope(problem, at, tangent, slope, u));
    },
  };
}
