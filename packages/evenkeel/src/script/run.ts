import { type ConfigTree, mergeConfig } from "@evenkeel/compose";
import type { AnyComponent, RunEvent, Sink } from "@evenkeel/core";
import type { Curve } from "@evenkeel/experiment";
import { engineFor } from "../run/engine-for.js";
import { openRun, type OpenedRun } from "../run/open-run.js";
import { overlayPaths } from "../run/overlay-paths.js";
import { type PerformedRun, performRun } from "../run/perform-run.js";
import type { RunFindings } from "../run/run-findings.js";
import { baseConfig, savedConfig } from "../workbench/config-files.js";
import { checkArguments } from "./check-arguments.js";
import { inTurn } from "./in-turn.js";
import { type Job, jobOf } from "./job.js";
import type { RunInput } from "./run-input.js";
import { benchOf, onStderr, OUTPUT, type ScriptOptions } from "./script-options.js";

/** What `run` takes besides its config. */
export interface RunScriptOptions extends ScriptOptions {
  /** What the run starts from: the `config.yaml` of another, which is repeated; the usual config unless said. */
  readonly config?: string;
  /** Components of the script, by whose names the config may choose them. */
  readonly components?: readonly AnyComponent[];
  /** Who is told of the run besides those that the config names. */
  readonly sinks?: readonly Sink[];
}

/** A synthetic row: what it counted at the end, and what it was made of. */
export interface Contribution {
  readonly weight: number;
  /** Rows of the data set with their shares; of a pair the anchor comes first, with share λ. */
  readonly parents: readonly { readonly row: number; readonly share: number }[];
}

/** What a run found. */
export interface RunReport {
  /** Of the test rows, by score. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly classNames: readonly string[];
  /** The test rows: their places in the data set, true labels, and logits, row-major `[rows, classes]`, that the metrics are of. */
  readonly predictions: { readonly rows: readonly number[]; readonly labels: readonly number[]; readonly logits: Float64Array };
  /** Of a run that learned contributions; else null. */
  readonly contributions: readonly Contribution[] | null;
  readonly curves: Readonly<Record<string, Curve>>;
  readonly seconds: number;
  /** What a reader of the results must know, in sentences. */
  readonly warnings: readonly string[];
  /** Where its files are. */
  readonly folder: string;
  /** The run in MLflow's folder of the output; null if nothing was tracked. */
  readonly trackingRunId: string | null;
}

/**
 * Trains, scores and tracks a run, with the files that `evenkeel run` writes. It starts at once, or when the run before it in this process
 * has ended.
 *
 *     const job = run({ sampler: "smote", weighter: "learned-contributions" });
 *     for await (const event of job) if (event.type === "windowEnded") console.log(event.step, event.metrics);
 *     const { metrics, contributions } = await job.result;
 *
 * @throws UserError, by `result`, for a mistake in the config; an `Error` for a training that failed.
 */
export function run(input: RunInput = {}, options: RunScriptOptions = {}): Job<RunEvent, RunReport> {
  return jobOf((tell, signal) => inTurn(() => performed(input, options, tell, signal), signal), options.signal);
}

async function performed(
  input: RunInput,
  options: RunScriptOptions,
  tell: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<RunReport> {
  checkArguments("run", input, options, ["output", "project", "signal", "warn", "config", "components", "sinks"]);
  const { output = OUTPUT, sinks = [], components = [], config, warn = onStderr } = options;
  const bench = await benchOf(options, components);
  const tree = input as unknown as ConfigTree;
  const base = config === undefined ? baseConfig(bench) : savedConfig(bench, config);
  const opened = await openRun(bench, mergeConfig(base, tree, bench.choices), overlayPaths(tree));
  const { description, warnings } = await engineFor(opened);
  warnings.forEach(warn);
  let found: RunFindings | null = null;
  const teller: Sink = { name: "script", handle: tell, close: async () => undefined };
  const done = await performRun(opened, {
    output,
    engine: description,
    sinks: [teller, ...sinks],
    signal,
    warn,
    found: (findings) => (found = findings),
  });
  if (done.outcome.status === "failed") throw new Error(done.outcome.reason);
  return reportOf(opened, done, found!, [...opened.warnings, ...done.outcome.warnings, ...done.trackingWarnings]);
}

function reportOf(
  { dataset, split, task: { data } }: OpenedRun,
  { folder, trackingRunId }: PerformedRun,
  { metrics, curves, seconds, scores, contributions, synthetic }: RunFindings,
  warnings: readonly string[],
): RunReport {
  return {
    metrics,
    classNames: dataset.classNames,
    predictions: { rows: split.test, labels: Array.from(data.test.labels), logits: scores },
    contributions: contributions && contributions.map((weight, i) => ({ weight, parents: synthetic[i]!.parents })),
    curves,
    seconds,
    warnings,
    folder,
    trackingRunId,
  };
}
