import type { Rng } from "../random/rng.js";
import type { Dataset } from "./dataset.js";
import type { Pairing } from "./parents.js";

/** Mixes the natural rows of each batch anew; synthetic rows stay as they are. A partner may lie outside the batch. */
export interface Mixer {
  /**
   * Null leaves the batch as it is. Positions are those in `train`: the training rows that the sampler left, each as often as it is
   * used. `classCounts` are the *original* ones.
   */
  pair(batchRows: Int32Array, train: Dataset, classCounts: readonly number[], rng: Rng): Pairing | null;
}
