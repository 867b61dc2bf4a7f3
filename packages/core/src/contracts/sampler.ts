import type { Rng } from "../random/rng.js";
import type { AnyRows, MadeRows } from "../rows.js";

/** What a sampler may know besides the training rows. */
export interface SamplerContext {
  /** Counts of the training labels as given. */
  readonly classCounts: readonly number[];
  /**
   * The training rows with their embeddings in the place of their features, by the model as it is at this draw; before the first draw no
   * model was trained, and they are the rows as they are. Absent where rows are not drawn anew.
   */
  readonly embedded?: () => AnyRows;
}

/** What a sampler says before there are data. */
export interface SamplerDeclares {
  /** Whether it measures distances between embeddings. */
  readonly embeds?: boolean;
}

/** What a sampler makes of the training rows. */
export interface Resampled {
  /** Positions in the training rows, in order; a repeated row stands here as often as it is used. */
  readonly rows: Int32Array;
  /** Rows that were made. What is not as their origin says is refused before training, by the name of the sampler. */
  readonly synthetic?: MadeRows<Float32Array | Float64Array>;
  /** What a reader of the results must know of the draw, in sentences; of one that changes nothing, why. */
  readonly warnings?: readonly string[];
}

/** Chooses and makes training rows: once for a run, or anew every so many epochs. */
export interface Sampler {
  /** Rows to train on; what is given is borrowed, and random numbers come from `rng` alone. */
  resample(train: AnyRows, context: SamplerContext, rng: Rng): Resampled;
}
