import type { Tensor } from "@tensorflow/tfjs-core";
import type { Tree } from "../value.js";

/** What an update gets besides gradient, state and parameters. */
export interface UpdateContext {
  /** What `inputs` gave for this update. */
  readonly given: Readonly<Record<string, Tensor>>;
  /** 1 for each entry that takes part in this update and 0 for the others, which keep value and state; without it all do. */
  readonly present?: Tree;
}

/** What an update makes. */
export interface Updated {
  readonly params: Tree;
  readonly state: Tree;
}

/** θ′ = U(θ, g, s), with its derivative by g. Arguments are borrowed; what is returned is new. */
export interface Optimizer {
  readonly learningRate: number;
  /** State of parameters of these shapes, owned by the caller; `{}` if nothing is kept. */
  init(params: Tree): Tree;
  /**
   * What changes from update to update, worked out outside of the step: the rate after the schedule, bias corrections.
   *
   * @param step - the number of the update, from 1.
   * @param rate - factor of the learning rate from a schedule; 1 without one.
   */
  inputs(step: number, rate: number): Readonly<Record<string, Float32Array>>;
  /** θ′ and the state after it; arguments are borrowed. */
  update(gradient: Tree, state: Tree, params: Tree, at: UpdateContext): Updated;
  /** Takes gradient, state and params over: bit for bit the same as `update`, without new memory where the engine can. */
  updateDonating?(gradient: Tree, state: Tree, params: Tree, at: UpdateContext): Updated;
  /** (∂U/∂g)ᵀ v at the same arguments. Zero where g and v are zero. */
  pullback(gradient: Tree, state: Tree, params: Tree, cotangent: Tree, at: UpdateContext): Tree;
}
