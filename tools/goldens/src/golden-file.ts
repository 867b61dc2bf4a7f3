import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@evenkeel/core";

/** What a case allows between our result and the library's. */
export interface Tolerance {
  /** Passes if |got − want| ≤ abs + rel·|want|. */
  readonly abs?: number;
  readonly rel?: number;
  readonly exact?: boolean;
  /** Largest difference of code that computes in float32. */
  readonly float32_abs?: number;
  /** The result is random in the library's own way: only its properties can be compared. */
  readonly property_only?: boolean;
  /** A result of this name has an absolute tolerance of its own: `"normal": 1e-15`. */
  readonly [result: string]: number | boolean | undefined;
}

/** One stored result of a reference library. */
export interface GoldenCase {
  readonly name: string;
  // Each handler knows the shape of its own file.
  readonly inputs: any;
  readonly expected: Readonly<Record<string, unknown>>;
  readonly tolerance: Tolerance;
}

export interface GoldenFile {
  /** File name without `.json`. */
  readonly name: string;
  /** Where the file lies. */
  readonly folder: string;
  readonly cases: readonly GoldenCase[];
  /** The other top-level entries. */
  readonly [entry: string]: unknown;
}

const NON_FINITE: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity, "-Infinity": -Infinity, undefined: Number.NaN };

/** Reads `<folder>/<name>.json`; strings that stand for non-finite numbers become numbers. JSON of another schema has no cases. */
export function readGoldenFile(folder: string, name: string): GoldenFile {
  const restore = (_: string, value: unknown): unknown => (typeof value === "string" && value in NON_FINITE ? NON_FINITE[value] : value);
  const content = parsed(join(folder, `${name}.json`), restore) as { cases?: GoldenCase[] };
  return { ...content, name, folder, cases: Array.isArray(content.cases) ? content.cases : [] };
}

function parsed(path: string, restore: (key: string, value: unknown) => unknown): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"), restore);
  } catch (error) {
    throw new UserError(`goldens: expected JSON in ${path}, got ${(error as Error).message}.`);
  }
}
