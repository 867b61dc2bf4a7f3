import type { Tensor } from "@tensorflow/tfjs-core";
import type { Tree, Value } from "../value.js";

/** What an inner step hands to the next: parameters, state of the model, state of the optimizer. */
export interface Inner {
  readonly params: Tree;
  readonly modelState: Tree;
  readonly optimizer: Tree;
}

/** The real update of the inner level. A gradient is worked out when it is asked for: plain descent at zero weights needs none. */
export interface InnerUpdate {
  /** θ′ = U(θ, g, s); written in ops, so that it is differentiable in gradient, parameters and state. */
  step(gradient: () => Tree, at: Inner, k: number): Pick<Inner, "params" | "optimizer">;
  /** (∂θ′/∂g)ᵀ v. */
  pullback(gradient: () => Tree, at: Inner, cotangent: Tree, k: number): Tree;
}

/** The losses at one inner step, on one tape of the parameters. */
export interface Evaluated {
  /** float32 `[batch]`. */
  readonly losses: Value;
  /** The model's state after this pass. */
  readonly modelState: Tree;
  /** (1/N) Σᵢ wᵢ ∇ℓᵢ: the pullback of w/N through the losses. */
  gradient(weights: Value): Tree;
  /** dℓ/dε along θ + εu: float32 `[batch]`. */
  tangent(direction: Tree): Value;
}

/**
 * min over m of outer(θ_K(m), m), θ_{k+1} = U(θ_k, g_k), g_k = (1/N) Σᵢ wᵢ ∇ℓᵢ.
 *
 * Losses and weights are apart: g is the *pullback of w/N through ℓ*, so weights never lie on the tape of θ. Weights that read losses
 * need no `detach`, and differentiating g is right for every K.
 */
export interface BilevelProblem {
  readonly start: Inner;
  readonly meta: Tree;
  /** Inner steps whose values are at hand: k in [0, steps). */
  readonly steps: number;
  /** What else than `weights` reads m: without `losses`, one tape serves gradient, tangent and weights. */
  readonly reads: { readonly losses: boolean; readonly outer: boolean };
  /** float32 `[batch]`, and the model's state after this pass. */
  losses(params: Tree, meta: Tree, modelState: Tree, k: number): { readonly losses: Value; readonly modelState: Tree };
  /** float32 `[batch]`. */
  weights(meta: Tree, losses: Value, k: number): Value;
  /** Mean loss of the meta batch, and what the learner adds to it. */
  outer(params: Tree, meta: Tree): Value;
  /** The losses at an inner step, on one tape of its parameters. */
  evaluate(at: Inner, meta: Tree, k: number): Evaluated;
  readonly update: InnerUpdate;
}

/** What a hypergradient finds; all of it stays on the device. */
export interface FoundHypergradient {
  /** d outer / d m. */
  readonly metaGradient: Tree;
  /** After the inner steps, under the weights before the meta step. */
  readonly next: Inner;
  readonly outerLoss: Tensor;
  /** The evaluation at `start`, for a step under new weights. */
  readonly evaluated: Evaluated;
  /** float32 `[batch]`, those of each inner step. */
  readonly weights: readonly Value[];
}

/** How d outer / d m is found. */
export interface Hypergradient {
  /** How many inner steps one meta step looks through. */
  readonly innerSteps: number;
  /** One meta step: the inner updates, the outer loss and its slope in m. */
  find(problem: BilevelProblem): FoundHypergradient;
}
