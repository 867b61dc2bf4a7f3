import type { Value } from "../value.js";

export interface LossContext {
  /** Share of the training that is over, in [0, 1]. */
  readonly progress: number;
}

/**
 * The loss of each example, `[batch]`, in nats, never reduced and **linear in the targets**: Σ_c t_c·ℓ(z, c).
 *
 * Arguments: float32 logits `[batch, numClasses]` (and the embedding before them), float32 targets `[batch, numClasses]`.
 */
export type Loss = (output: { readonly logits: Value; readonly embedding?: Value }, targets: Value, at: LossContext) => Value;

/** The weight of each class, `[numClasses]`: multiplied into the targets before the loss. */
export type ClassWeights = (classCounts: readonly number[], progress: number) => readonly number[];

/** What is done to the logits of a trained model before they are scored; row-major float64 `[numExamples, numClasses]`, in place. */
export interface Adjustment {
  adjust(logits: Float64Array, classPriors: readonly number[]): void;
  /** The class shares to which the adjusted logits are calibrated; decides the threshold at the prior. */
  priors(classPriors: readonly number[]): readonly number[];
}
