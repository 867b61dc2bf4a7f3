import type { Precision, Results } from "./comparison.js";
import type { GoldenCase, GoldenFile } from "./golden-file.js";

/** Computes the cases of one kind of golden file. */
export interface Handler {
  /** Names of the files it knows, without `.json`. */
  readonly files: readonly string[];
  readonly precision: Precision;
  /** The cases of a file of another schema. */
  casesOf?(file: GoldenFile): GoldenCase[];
  /** What can be compared, by its name in `expected`; null if nothing of ours corresponds to the case, or a text that says why it is not compared. */
  run(golden: GoldenCase, file: GoldenFile): Results | string | null;
}

export function defineHandler(handler: Handler): Handler {
  return handler;
}
