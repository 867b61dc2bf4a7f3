import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LearningSummary } from "./learning.js";

/** How often a class occurs in each role of a run. */
export interface RowCounts {
  readonly train: readonly number[];
  readonly synthetic: readonly number[];
  readonly meta: readonly number[];
  readonly test: readonly number[];
  /** Training rows whose label the condition changed. */
  readonly planted: number;
}

/** One synthetic row and where it comes from. */
export interface SyntheticRecord {
  /** Row ids of the source with their shares; the anchor of a pair comes first, with share λ. */
  readonly parents: readonly { readonly row: number; readonly share: number }[];
  readonly hasPlantedParent: boolean;
}

/** A learning curve: the value after each of `steps`. */
export interface Curve {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** What one trial of one method found: all that tables and charts are made of. */
export interface FinishedTrial {
  readonly status: "finished";
  readonly hash: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly curves: Readonly<Record<string, Curve>>;
  readonly rows: RowCounts;
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

export interface FailedTrial {
  readonly status: "failed";
  readonly hash: string;
  readonly reason: string;
  readonly step: number | null;
  readonly trackingRunId: string | null;
}

export type TrialResult = FinishedTrial | FailedTrial;

/** The folder of one trial of one method. */
export function trialFolder(output: string, condition: string, method: string, trial: number): string {
  return join(output, condition, method, `trial-${String(trial).padStart(2, "0")}`);
}

/** The result in a folder if it is of this very run, else null. */
export function readResult(folder: string, hash: string): TrialResult | null {
  const file = join(folder, "result.json");
  if (!existsSync(file)) return null;
  try {
    const result = JSON.parse(readFileSync(file, "utf8")) as TrialResult;
    return result.hash === hash ? result : null;
  } catch {
    // A file cut off by a crash is no result: the trial is run again.
    return null;
  }
}

/** Writes a file whole or not at all. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}
