import type { Dataset } from "./dataset.js";

/** From rows of a data set to what a model reads; fitted on the labelled rows of a trial. */
export interface Encoder {
  /** `rows` are positions in `dataset`. */
  fit(dataset: Dataset, rows: ArrayLike<number>): FittedEncoder;
}

/** Features that stand for one nominal column: its code, or a one-hot block with a feature for each level. */
export interface NominalFeatures {
  readonly column: string;
  readonly kind: "code" | "one-hot";
  /** The first of them, and how many they are. */
  readonly from: number;
  readonly count: number;
}

export interface FittedEncoder {
  /**
   * Where nominal columns went, for those who mix rows. Left out, it is told from the number of features: as many as columns are
   * codes, one for each level are one-hot blocks in the order of the columns.
   */
  readonly nominal?: readonly NominalFeatures[];
  /** What a reader of the results must know of the encoding, in sentences. */
  readonly warnings?: readonly string[];
  readonly featureShape: readonly number[];
  /** The position in `columns` of the column that an encoded feature was made of; absent if they are the same. */
  columnOf?(feature: number): number;
  /** Row-major values `[count, ...]` as in the data set → row-major float64 `[count, ...featureShape]`. */
  encode(values: ArrayLike<number>, count: number): Float64Array;
}
