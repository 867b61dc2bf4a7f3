import type { Tensor } from "@tensorflow/tfjs-core";
import type { Stream } from "../random/streams.js";
import type { Value } from "../value.js";
import type { Place } from "./place.js";

/** Changes the features of each training batch without changing labels: before rows are mixed, and before anything is learned about them. */
export interface Augmenter {
  /** float32 `[count, ...featureShape]` → the same shape. Without it batches stay as they are. */
  apply?(features: Value, given: Readonly<Record<string, Tensor>>): Value;
  /** What is random or scheduled in a batch of so many rows: a function of the place. */
  inputs?(at: Place, stream: Stream, count: number): Readonly<Record<string, Int32Array | Float32Array>>;
}
