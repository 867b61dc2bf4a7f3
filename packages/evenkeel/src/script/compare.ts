import { type ConfigTree, mergeConfig } from "@evenkeel/compose";
import { CancelledError } from "@evenkeel/core";
import { startEngine } from "@evenkeel/engine";
import type { ComparisonReport } from "@evenkeel/report";
import { openComposed } from "../compare/open-comparison.js";
import { parseExperiment, refusePlanned } from "../compare/compose-comparison.js";
import { normalizeExperiment } from "../compare/normalize.js";
import { performComparison } from "../compare/perform-comparison.js";
import type { ShownRun } from "../compare/progress.js";
import { InterruptedError } from "../process/interrupted-error.js";
import { overlayPaths } from "../run/overlay-paths.js";
import { baseConfig } from "../workbench/config-files.js";
import type { Workbench } from "../workbench/workbench.js";
import { checkArguments } from "./check-arguments.js";
import { inTurn } from "./in-turn.js";
import { type Job, jobOf } from "./job.js";
import type { ComparisonInput } from "./run-input.js";
import { benchOf, onStderr, OUTPUT, type ScriptOptions } from "./script-options.js";

/** What `compare` takes besides its config. */
export interface CompareScriptOptions extends ScriptOptions {
  /** Runs everything again, finished or not. */
  readonly fresh?: boolean;
  /** Parallel processes: one for each processor unless said. */
  readonly workers?: number;
}

/** How far a comparison is. */
export type ComparisonEvent =
  | { readonly type: "started"; readonly numRuns: number; readonly numFinishedBefore: number }
  | ({ readonly type: "updated"; readonly step: number; readonly updates: number } & ShownRun)
  /** `failure` says why a run failed; null if it did not. */
  | ({ readonly type: "ended"; readonly failure: string | null } & ShownRun)
  | ({ readonly type: "killed"; readonly reason: string } & ShownRun);

/** What a comparison concluded, and its files. */
export interface ComparisonResult {
  /** All that the page shows, as data: cells, contrasts with intervals and p-values, the row ledger, conclusions. */
  readonly report: ComparisonReport;
  /** The page first. */
  readonly files: readonly { readonly name: string; readonly path: string }[];
  /** Where trials and files are. */
  readonly folder: string;
}

/**
 * Runs methods on the same trials, with the controls of what they learn, concludes, and writes the files that `evenkeel compare` writes.
 * What is finished is kept; the same call goes on.
 *
 *     const { report } = await compare({ methods: { plain: {}, smote: { sampler: "smote" } }, contrasts: [["smote", "plain"]] }).result;
 *
 * Its runs are in processes of their own: components that are not ours must lie in the project.
 *
 * @throws UserError, by `result`, for a mistake in the config.
 */
export function compare<const Name extends string>(
  input: ComparisonInput<Name>,
  options: CompareScriptOptions = {},
): Job<ComparisonEvent, ComparisonResult> {
  return jobOf((tell, signal) => inTurn(() => performed(input, options, tell, signal), signal), options.signal);
}

async function performed(
  input: ComparisonInput,
  options: CompareScriptOptions,
  tell: (event: ComparisonEvent) => void,
  signal: AbortSignal,
): Promise<ComparisonResult> {
  checkArguments("compare", input, options, ["output", "project", "signal", "warn", "fresh", "workers"]);
  const { output = OUTPUT, warn = onStderr, fresh = false, workers = null } = options;
  const bench = await benchOf(options);
  const place = { output, fresh, numWorkers: workers };
  const opened = await openComposed(bench, composed(bench, input), place);
  opened.plan.notes.forEach(warn);
  const engine = await startEngine(opened.plan.methods[0]!.config.engine);
  engine.warnings.forEach(warn);
  try {
    const { report, files } = await performComparison(opened, {
      ...place,
      engine: engine.description,
      signal,
      warn,
      tell: () => undefined,
      progress: {
        start: (numRuns, numFinishedBefore) => tell({ type: "started", numRuns, numFinishedBefore }),
        updates: (run, step, updates) => tell({ type: "updated", ...shown(run), step, updates }),
        ended: (run, failure) => tell({ type: "ended", ...shown(run), failure }),
        killed: (condition, trial, method, reason) => tell({ type: "killed", condition, trial, method, reason }),
        stop: () => undefined,
      },
    });
    return { report, files, folder: opened.folder };
  } catch (error) {
    throw signal.aborted && error instanceof InterruptedError ? new CancelledError() : error;
  }
}

const shown = ({ condition, trial, method }: ShownRun): ShownRun => ({ condition, trial, method });

/** What a script leaves out is said here; a file of an experiment says it itself. */
function composed(bench: Workbench, input: ComparisonInput) {
  const names = Object.keys(input.methods);
  const usual = {
    name: "comparison",
    title: `Comparison of ${names.join(", ")}`,
    question: "How do these methods compare?",
    reference: names[0],
    primary: "average_precision",
    tuning: "Nothing is said of how settings were chosen.",
  };
  const comparison = parseExperiment(bench, normalizeExperiment(bench, { ...usual, ...input } as unknown as ConfigTree));
  refusePlanned("run", comparison.run as ConfigTree);
  for (const [name, method] of Object.entries(comparison.methods)) refusePlanned(`methods.${name}`, method as ConfigTree);
  return {
    comparison,
    base: mergeConfig(baseConfig(bench), comparison.run as ConfigTree, bench.choices),
    common: [],
    set: overlayPaths(input.run ?? {}),
    changed: [],
  };
}
