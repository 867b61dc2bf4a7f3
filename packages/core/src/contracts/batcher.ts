import type { Stream } from "../random/streams.js";
import type { Place } from "./place.js";

/** What a batcher may look at. */
export interface BatcherRows {
  /** Class of each row, by position. */
  readonly labels: Int32Array;
  readonly numClasses: number;
  /** Rows in a batch; one of all rows where they are fewer. */
  readonly batchSize: number;
  /** Updates of the whole run. */
  readonly updates: number;
}

/** Which rows stand in which batch; opened once for each draw of rows. */
export interface Batcher {
  (rows: BatcherRows, stream: Stream): Batches;
}

/** The batches of a draw of rows. */
export interface Batches {
  /** Batches in an epoch. */
  readonly perEpoch: number;
  /** int32 `[min(batchSize, rows)]`, positions in the rows; a function of the place alone. */
  at(place: Place): Int32Array;
}
