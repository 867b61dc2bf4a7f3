import { add, adopt, detach, jvp, type Linearization, linearize, mul, scale, sum, zipNest } from "@evenkeel/autodiff";
import type { BilevelProblem, Evaluated, FoundHypergradient, Tree, Value } from "@evenkeel/core";
import { ones, type Tensor } from "@tensorflow/tfjs-core";

/** Losses at θ and how they change along u. */
export type Slope = (losses: (params: Tree) => Value, params: Tree, direction: Tree) => { readonly value: Value; readonly tangent: Value };

/** The first inner step at hand: losses on a tape of θ, weights on a tape of m, and the gradient once it is asked for. */
export interface Linearized {
  readonly evaluated: Evaluated;
  readonly weights: Linearization<Tree, Value>;
  gradient(): Tree;
}

export function linearized(problem: BilevelProblem, evaluated: Evaluated): Linearized {
  const weights = linearize((meta: Tree) => problem.weights(meta, evaluated.losses, 0), problem.meta);
  let gradient: Tree | null = null;
  return { evaluated, weights, gradient: () => (gradient ??= evaluated.gradient(weights.value)) };
}

/** v = ∂outer/∂θ and, where outer reads m, ∂outer/∂m. */
export function outerSlopes(problem: BilevelProblem, params: Tree): { value: Value; byParams: Tree; byMeta: Tree | null } {
  const { value, pullback } = linearize((at: Tree) => problem.outer(at, problem.meta), params);
  const byMeta = problem.reads.outer ? linearize((meta: Tree) => problem.outer(params, meta), problem.meta).pullback(one()) : null;
  return { value, byParams: pullback(one()), byMeta };
}

/**
 * ∇_m ⟨g(θ, m), u⟩ with g = (1/N) Σᵢ wᵢ ∇ℓᵢ: one pass along u, one reverse pass over what reads m.
 *
 * @param tangent - dℓ/dε along θ + εu at the values at hand.
 * @param slope - the same where losses read m.
 */
export function mixedSlope(problem: BilevelProblem, { weights }: Linearized, tangent: () => Value, slope: Slope, direction: Tree): Tree {
  const { start, meta } = problem;
  if (!problem.reads.losses) {
    const along = tangent();
    return weights.pullback(scale(1 / along.shape[0]!, along));
  }
  return linearize((m: Tree) => {
    const losses = (params: Tree): Value => problem.losses(params, m, start.modelState, 0).losses;
    const { value, tangent: along } = slope(losses, start.params, direction);
    return scale(1 / value.shape[0]!, sum(mul(problem.weights(m, value, 0), along)));
  }, meta).pullback(one());
}

export const forwardSlope: Slope = (losses, params, direction) => jvp(losses, params, direction) as { value: Value; tangent: Value };

/** What a solver returns that looked through one inner step. */
export function foundAfter(
  at: Linearized,
  next: FoundHypergradient["next"],
  outer: ReturnType<typeof outerSlopes>,
  mixed: Tree,
): FoundHypergradient {
  return {
    metaGradient: outer.byMeta ? zipNest(add, mixed, outer.byMeta) : mixed,
    next,
    outerLoss: detach(outer.value) as Tensor,
    evaluated: at.evaluated,
    weights: [at.weights.value],
  };
}

export const one = (): Tensor => adopt(ones([]));
