/** A table that another program wrote, read for one split: the lines that carry its hash. */
export interface SplitTable {
  /** Lines of this split. */
  readonly count: number;
  readonly columns: readonly string[];
  /**
   * The cells of a column as they are written, without space around them.
   *
   * @throws UserError if there is no such column.
   */
  texts(column: string): readonly string[];
  /**
   * float64 `[count]`.
   *
   * @throws UserError if there is no such column, or a cell is no finite number.
   */
  numbers(column: string): Float64Array;
  /**
   * int32 `[count]`, row ids of the source.
   *
   * @throws UserError for what is none, or is there twice.
   */
  rowIds(column: string): Int32Array;
  /** What a message calls a line: `rows.csv, line 12`. */
  place(line: number): string;
}

/** Rows that another program made, in the encoding of the run. */
export interface RowsFromElsewhere {
  readonly count: number;
  /** Row-major float64 `[count, ...featureShape]`. */
  readonly features: Float64Array;
  /** int32 `[count]`, classes. */
  readonly labels: Int32Array;
  /** Row ids and shares of the parents of each row; null where the file says none. */
  readonly parents: readonly (readonly (readonly [id: number, share: number])[])[] | null;
}

/** Who reads a file, for messages, and where it lies. */
export interface FileOfElsewhere {
  /** As the setting that names it is typed: `sampler.path`. */
  readonly setting: string;
  readonly path: string;
}

/**
 * What other programs made for the split of this run. A file says by its column `split` which hash each line is of, so that nothing that
 * was made from other rows, or from test rows of this trial, enters unseen.
 */
export interface Elsewhere {
  /** SHA-256, hexadecimal, over the data, the rows of each role, and the labels that a condition changed. */
  readonly split: string;
  readonly classNames: readonly string[];
  /** @throws UserError if no line is of this split. */
  table(file: FileOfElsewhere): SplitTable;
  /**
   * Rows as they are in the source, by the names of its columns, or arrays of a `.npz` file; imputed and encoded as the run's own.
   *
   * @param label - the column, or array, that holds the class; null for `label` of a table, `y` of arrays.
   * @throws UserError if none is of this split, or one is no row of this data set.
   */
  rows(file: FileOfElsewhere, label: string | null): RowsFromElsewhere;
}
