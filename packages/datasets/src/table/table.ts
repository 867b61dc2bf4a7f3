import type { DecimalMark } from "../parse-number.js";

/** How a text is cut into cells, and whose messages name what is wrong with it. */
export interface TextOptions {
  /** Whose messages these are. */
  readonly component: string;
  /** The file, for messages. */
  readonly source: string;
  /** Null finds it from the text. */
  readonly delimiter?: string | null;
  /** Whether the first line names the columns; else they are called 0, 1, … */
  readonly header?: boolean;
  readonly decimal?: DecimalMark;
}

/** A table of text and where its rows start. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What separates cells. */
  readonly delimiter: string;
  /** The 1-based line in the file on which row i starts. */
  line(row: number): number;
}
