import type { Rng } from "../random.js";
import type { Dataset } from "./dataset.js";
import type { Pairing } from "./parents.js";

/** Mixes each batch anew; a partner may lie outside the batch. */
export interface Mixer {
  /** Null leaves the batch as it is. Positions are those in `train`. */
  pair(batchRows: Int32Array, train: Dataset, classCounts: readonly number[], rng: Rng): Pairing | null;
}
