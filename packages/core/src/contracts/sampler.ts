import type { Rng } from "../random/rng.js";
import type { Dataset } from "./dataset.js";
import type { Pairing, Parents } from "./parents.js";

export interface SamplerContext {
  /** Counts of the training labels as given. */
  readonly classCounts: readonly number[];
}

/** Rows that a sampler made. What is not as said here is refused before training, by the name of the sampler. */
export interface SyntheticRows {
  /** Row-major, `[count, ...featureShape]`. */
  readonly values: Float64Array;
  readonly count: number;
  /** Row-major `[count, numClasses]`. */
  readonly targets: Float64Array;
  readonly parents: Parents;
  /** Present if the rows were made by pairing; positions in the training rows. */
  readonly pairing?: Pairing;
}

export interface Resampled {
  /** Positions in the training rows, in order; a repeated row stands here as often as it is used. */
  readonly rows: Int32Array;
  readonly synthetic?: SyntheticRows;
  /** What a reader of the results must know of the draw, in sentences; of one that changes nothing, why. */
  readonly warnings?: readonly string[];
}

/** Chooses and makes training rows: once for a run, or anew every so many epochs. */
export interface Sampler {
  resample(train: Dataset, context: SamplerContext, rng: Rng): Resampled;
}
