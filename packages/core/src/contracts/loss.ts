import type { Tensor } from "@tensorflow/tfjs-core";
import type { Stream } from "../random/streams.js";
import type { Value } from "../value.js";
import type { BatchRows } from "./batch.js";
import type { Place } from "./place.js";

/** What a loss gets besides scores and targets. */
export interface LossContext {
  /** What the loss's `inputs` gave for this step. */
  readonly given: Readonly<Record<string, Tensor>>;
}

/**
 * The loss of each example, `[batch]`, in nats, never reduced and **linear in the targets**: Σ_c t_c·ℓ(z, c).
 *
 * Arguments: float32 logits `[batch, numClasses]` (and the embedding before them), float32 targets `[batch, numClasses]`.
 */
export interface Loss {
  (output: { readonly logits: Value; readonly embedding?: Value }, targets: Value, at: LossContext): Value;
  /** What is scheduled or random in a step, as values: a function of the place, of how far training is, and of the rows. */
  inputs?(at: ProgressPlace, stream: Stream, rows: BatchRows): Readonly<Record<string, Int32Array | Float32Array>>;
}

export interface ProgressPlace extends Place {
  /** Share of the training that is over, in [0, 1]; 1 where a trained model is evaluated. */
  readonly progress: number;
}

/** The weight of each class, `[numClasses]`: multiplied into the targets before the loss. */
export type ClassWeights = (classCounts: readonly number[], progress: number) => readonly number[];

/** What is done to the logits of a trained model before they are scored; row-major float64 `[numExamples, numClasses]`, in place. */
export interface Adjustment {
  /** Changes row-major logits `[rows, numClasses]` in place, each row by itself. */
  adjust(logits: Float64Array, classPriors: readonly number[]): void;
  /** The class shares to which the adjusted logits are calibrated; decides the threshold at the prior. */
  priors(classPriors: readonly number[]): readonly number[];
  /** This adjustment, fitted to what it declares `outOfFold`; it is asked for nothing else before. */
  fitted?(scores: { readonly folds: readonly ScoredFold[]; readonly numClasses: number; readonly positive: number }): Adjustment;
}

/** Scores of rows that a model was not trained on, and their labels as they are trained on. */
export interface ScoredFold {
  /** Row-major `[labels.length, numClasses]`. */
  readonly logits: Float64Array;
  readonly labels: Int32Array;
}

/** What an adjustment says before there are data. */
export interface AdjustmentDeclares {
  /** Folds of the training rows: the method is trained once more without each, and the adjustment is fitted to its scores there. */
  readonly outOfFold?: number;
  /** As many classes as it is for; absent for any number. */
  readonly numClasses?: number;
}
