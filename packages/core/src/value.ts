import type { Tensor } from "@tensorflow/tfjs-core";

/** A tensor that a derivative watches; only `autodiff` makes and reads them. */
export interface WatchedValue {
  readonly shape: number[];
  /** What it stands for one level below. */
  readonly primal: Value;
}

/** What ops take and return: a plain tensor, or one that a derivative watches. */
export type Value = Tensor | WatchedValue;

/** Named values, e.g. the parameters of a model: `"dense1/kernel"`. */
export type Tree = Readonly<Record<string, Value>>;
