import type { Block } from "../rows.js";
import type { Dataset, RowShape } from "./dataset.js";

/** From rows of a data set to what a model reads; fitted on the labelled rows of a trial. */
export interface Encoder {
  /** `rows` are positions in `dataset`; the labels of all other rows are -1. */
  fit(dataset: Dataset, rows: ArrayLike<number>): FittedEncoder;
  /**
   * The same as it was fitted, from its state.
   *
   * @param rows - what the rows were that it was fitted on.
   * @throws if the state is none of this encoder.
   */
  read(state: unknown, rows: RowShape): FittedEncoder;
}

/** An encoder that was fitted to the labelled rows of a trial. */
export interface FittedEncoder {
  /** All that was fitted, as plain data: what JSON gives back to the bit. */
  readonly state: unknown;
  /**
   * Which features stand for which column. Left out, it is told from the number of features: as many as columns are codes, one for each
   * level are one-hot blocks in the order of the columns.
   */
  readonly blocks?: readonly Block[];
  /** What a reader of the results must know of the encoding, in sentences. */
  readonly warnings?: readonly string[];
  readonly featureShape: readonly number[];
  /** The position in `columns` of the column that an encoded feature was made of; absent if they are the same. */
  columnOf?(feature: number): number;
  /** Row-major values `[count, ...]` as in the data set → row-major float64 `[count, ...featureShape]`. */
  encode(values: ArrayLike<number>, count: number): Float64Array;
}
