import type { Dataset, RowShape } from "./dataset.js";

/** From rows with missing values (NaN) to rows without: the link of the chain before the encoder, fitted on the labelled rows of a trial. */
export interface Imputer {
  /** `rows` are positions in `dataset`; the labels of all other rows are -1. */
  fit(dataset: Dataset, rows: ArrayLike<number>): FittedImputer;
  /**
   * The same as it was fitted, from its state.
   *
   * @param rows - what the rows were that it was fitted on.
   * @throws if the state is none of this imputer.
   */
  read(state: unknown, rows: RowShape): FittedImputer;
}

/** An imputer that was fitted to the labelled rows of a trial. */
export interface FittedImputer {
  /** All that was fitted, as plain data: what JSON gives back to the bit. */
  readonly state: unknown;
  /** What its rows are: they may have columns and levels that were not there. */
  readonly rows: RowShape;
  /** What a reader of the results must know of the filling, in sentences. */
  readonly warnings?: readonly string[];
  /** Row-major values `[count, ...]` as in the data set → row-major float64 of the shape of `rows`, none missing. */
  fill(values: ArrayLike<number>, count: number): Float64Array;
}
