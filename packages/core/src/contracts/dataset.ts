/** What a column holds; nominal columns are stored as codes 0 … levels−1. */
export type Column =
  | { readonly name: string; readonly kind: "numeric" }
  | { readonly name: string; readonly kind: "nominal"; readonly levels: readonly string[] };

/** What a row of a data set is. */
export interface RowShape {
  /** `[30]`, `[8, 8, 1]`. */
  readonly featureShape: readonly number[];
  readonly columns?: readonly Column[];
}

/** Labelled rows. */
export interface Dataset extends RowShape {
  readonly name: string;
  /** Row-major, `[numExamples, ...featureShape]`; NaN where a value is missing. */
  readonly values: Float64Array | Float32Array;
  readonly numExamples: number;
  /** `[numExamples]`, class indices in [0, numClasses). */
  readonly labels: Int32Array;
  readonly numClasses: number;
  /** What each class is called in the source. */
  readonly classNames: readonly string[];
  /** `[numExamples]`, the 0-based row in the source; kept by every selection. */
  readonly rowIds: Int32Array;
  /** SHA-256 over values and labels, hexadecimal. */
  readonly digest: string;
  /** What a reader of the results must know of how the source was read, in sentences. */
  readonly warnings?: readonly string[];
  /** Where values are missing: the message that refuses them, in the words of the source. Absent if none are. */
  readonly missing?: string;
}

/** Reads a data set. */
export interface DatasetSource {
  /** @throws UserError for what cannot be read, with the place and what to do. */
  load(): Promise<Dataset>;
}
