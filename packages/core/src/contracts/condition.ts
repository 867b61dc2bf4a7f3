import type { Stream } from "../random/streams.js";
import type { Dataset } from "./dataset.js";
import type { Split } from "./protocol.js";

/** A trial before any method sees it. */
export interface Trial {
  /** With true labels. */
  readonly dataset: Dataset;
  readonly split: Split;
  /** Labelled rows of each class, of all trials together. */
  readonly classCounts: readonly number[];
  /** What is drawn is a function of it. */
  readonly trial: number;
  /** Labels that are not the true ones, by row id: what conditions before this one made. */
  readonly labels: ReadonlyMap<number, number>;
}

/** What a condition makes of a trial. */
export interface Conditioned {
  /** Roles may have lost rows; none has got any. */
  readonly split: Split;
  /** Labels that are not the true ones, by row id: of labelled rows alone, never of test rows. */
  readonly labels: ReadonlyMap<number, number>;
  /** What a reader of the results must know, in sentences. */
  readonly warnings?: readonly string[];
}

/**
 * What is done to a trial before any method sees it: a question with a known answer, put to all of them alike. One can be applied to
 * what another made.
 */
export interface Condition {
  /** What is done, in words for a report: follows "the rows under it have …". */
  readonly description: string;
  /** What becomes of a trial; nothing that is given is changed. */
  apply(trial: Trial, stream: Stream): Conditioned;
}
