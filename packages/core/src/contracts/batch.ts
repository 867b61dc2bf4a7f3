import type { Tensor } from "@tensorflow/tfjs-core";
import type { Value } from "../value.js";

/** The rows of one inner step, as numbers: what `inputs` of a component may look at. */
export interface BatchRows {
  /** int32, positions in the training rows. */
  readonly natural: Int32Array;
  /** int32, positions among the synthetic rows; they come after the natural ones. */
  readonly synthetic: Int32Array;
  /** `[batch]`, the class with the largest target, natural rows first. */
  readonly labels: Int32Array;
}

/** What one inner step sees: values alone, so that a step is a function of them. Natural rows come first. */
export interface Batch {
  readonly size: number;
  readonly numNatural: number;
  /** float32 `[batch, ...featureShape]`; with `away` those of the anchors and, behind them, of their partners. */
  readonly features: Value;
  /** float32 `[batch]`, 1 − λ of rows that are mixed in their embeddings. */
  readonly away?: Tensor;
  /** float32 `[batch, numClasses]`; class weights are already in them. */
  readonly targets: Value;
  /** int32 `[batch − numNatural]`, positions among the synthetic rows; null if there are none. */
  readonly synthetic: Tensor | null;
  /** What the learner's `inputs` gave for this step. */
  readonly given: Readonly<Record<string, Tensor>>;
}
