/** One run of a comparison, as it is shown. */
export interface ShownRun {
  readonly condition: string;
  readonly trial: number;
  readonly method: string;
}

/** Told how far a comparison is. */
export interface ComparisonProgress {
  /** Called once, before the first run. */
  start(numRuns: number, numFinishedBefore: number): void;
  /** Called as a run goes on: `step` of its `updates` are done. */
  updates(run: ShownRun, step: number, updates: number): void;
  /**
   * Called for each run that ended.
   *
   * @param failure - why it failed; null if it did not.
   */
  ended(run: ShownRun, failure: string | null): void;
  /** A run whose process was killed, and that is tried once more. */
  killed(condition: string, trial: number, method: string, reason: string): void;
  /** Called once, after the last run or where the comparison is ended. */
  stop(): void;
}
