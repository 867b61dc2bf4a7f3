import type { Tree, Value } from "../value.js";

/** The real update of the inner level at its gradient g, with the derivative that a hypergradient needs. */
export interface InnerUpdate {
  step(gradient: Tree): Tree;
  pullback(gradient: Tree, cotangent: Tree): Tree;
}

/**
 * min over m of outer(θ′(m)), θ′ = U(θ, ∇_θ inner(θ, m)).
 *
 * `inner` is linear in what it returns: it gives the per-example losses and the weights apart, L = Σᵢ wᵢ ℓᵢ / N, so that
 * one evaluation of the losses serves gradient, tangent and weights.
 */
export interface BilevelProblem {
  readonly params: Tree;
  readonly meta: Tree;
  /** float32 `[batch]`. */
  losses(params: Tree): Value;
  /** float32 `[batch]`, given the detached losses at `params`. */
  weights(meta: Tree, losses: Value): Value;
  /** Mean loss of the meta batch. */
  outer(params: Tree): Value;
  readonly update: InnerUpdate;
}

/** How u = (∂U/∂g)ᵀ v is found: the direction in parameter space along which the inner losses are differentiated. */
export type Direction = (at: {
  readonly problem: BilevelProblem;
  readonly gradient: Tree;
  /** v = ∇ outer(θ′). */
  readonly outerGradient: Tree;
}) => Tree;

/** What a derivative may ask of one evaluation of the inner losses. */
export interface InnerLinearization {
  /** d losses / dε along θ + ε·u, exact, on the tape that is already there. */
  pushforward(direction: Tree): Value;
}

/** How the losses are differentiated along u: float32 `[batch]`. */
export type DirectionalDerivative = (problem: BilevelProblem, linearization: InnerLinearization, direction: Tree) => Value;
