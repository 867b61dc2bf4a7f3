import type { Rng } from "../random/rng.js";
import type { AnyRows } from "../rows.js";
import type { Pairing } from "./parents.js";

/** Mixes the rows of each batch anew, natural and synthetic ones. A partner may lie outside the batch. */
export interface Mixer {
  /** Where rows are mixed: as the model reads them, or before its head. The input unless said. */
  readonly at?: "input" | "embedding";
  /**
   * Null leaves the batch as it is. Positions are those in `rows`: the training rows that the sampler left, each as often as it is used,
   * and behind them those that it made. `classCounts` are the *original* ones.
   */
  pair(batchRows: Int32Array, rows: AnyRows, classCounts: readonly number[], rng: Rng): Pairing | null;
}
