import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LearningSummary } from "./learning.js";
import { whatIsWrong } from "./result-schema.js";

/** How often a class occurs in each role of a run. */
export interface RowCounts {
  readonly train: readonly number[];
  readonly synthetic: readonly number[];
  readonly meta: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

/** One synthetic row and where it comes from. */
export interface SyntheticRecord {
  /** Row ids of the source with their shares; the anchor of a pair comes first, with share λ. */
  readonly parents: readonly { readonly row: number; readonly share: number }[];
  readonly hasMislabelledParent: boolean;
}

/** The class that scores of two classes are about. */
export interface ClassOfInterest {
  readonly name: string;
  /** Whether the config named it; else it is the rarest. */
  readonly isSet: boolean;
}

/** A learning curve: the value after each of `steps`. */
export interface Curve {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** What one trial of one method found: all that tables and charts are made of. */
export interface FinishedTrial {
  readonly status: "finished";
  /** SHA-256 of everything that decides the result: settings, data, split and code. */
  readonly hash: string;
  /** The same without the code. */
  readonly settings: string;
  /** The class of interest of two. */
  readonly positive: ClassOfInterest | null;
  readonly metrics: Readonly<Record<string, number>>;
  readonly curves: Readonly<Record<string, Curve>>;
  readonly rows: RowCounts;
  /** Row ids whose label the condition changed, among those that the run trained on. */
  readonly mislabelled: readonly number[];
  /** How many were done, and how many made the state that was tested. */
  readonly updates: { readonly done: number; readonly tested: number };
  readonly lossPriors: readonly number[];
  readonly synthetic: readonly SyntheticRecord[];
  readonly syntheticLosses: readonly number[] | null;
  readonly contributions: readonly number[] | null;
  /** Contributions over training, `[steps][count]`. */
  readonly contributionHistory: { readonly steps: readonly number[]; readonly values: readonly (readonly number[])[] } | null;
  /** What the learned part could do; null or absent if nothing was learned. */
  readonly learning?: LearningSummary | null;
  readonly seconds: number;
  readonly trackingRunId: string | null;
  readonly warnings: readonly string[];
}

/** A trial that ended without scores, and why. */
export interface FailedTrial {
  readonly status: "failed";
  readonly hash: string;
  readonly settings: string;
  readonly reason: string;
  readonly step: number | null;
  readonly trackingRunId: string | null;
}

/** What a trial of a method left in its folder. */
export type TrialResult = FinishedTrial | FailedTrial;

/** The folder of one trial of one method. */
export function trialFolder(output: string, condition: string, method: string, trial: number): string {
  return join(output, condition, method, `trial-${String(trial).padStart(2, "0")}`);
}

/** What lies in the folder of a trial. */
export type Found =
  | { readonly type: "nothing" }
  /** A file that nobody can rely on: cut off, of another version, changed by hand. */
  | { readonly type: "invalid"; readonly reason: string }
  | { readonly type: "result"; readonly result: TrialResult };

/**
 * Reads the result in a folder, and checks it before it is believed.
 *
 * @param metrics - the metrics that a finished trial must have; null for any.
 */
export function findResult(folder: string, metrics: readonly string[] | null = null): Found {
  let text: string;
  try {
    text = readFileSync(join(folder, "result.json"), "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? { type: "nothing" } : { type: "invalid", reason: message };
  }
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (error) {
    return { type: "invalid", reason: `expected JSON, got ${text.length} characters that are not: ${(error as Error).message}` };
  }
  const reason = whatIsWrong(written, metrics);
  return reason === null ? { type: "result", result: written as TrialResult } : { type: "invalid", reason };
}

/** The result in a folder if it is of this very run and whole, else null: the trial is run again. */
export function readResult(folder: string, hash: string, metrics: readonly string[] | null = null): TrialResult | null {
  const found = findResult(folder, metrics);
  return found.type === "result" && found.result.hash === hash ? found.result : null;
}
