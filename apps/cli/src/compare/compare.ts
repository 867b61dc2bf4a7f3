import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { applyOverrides, type ConfigTree, mergeConfig, type Override } from "@evenkeel/compose";
import { type ComparisonConfig, comparisonKeys, hashOf, localLauncher, parseComparison, readResult, trialFolder, type TrialResult, writeWhole } from "@evenkeel/experiment";
import { choices } from "../catalogs.js";
import { baseConfig, experimentFile } from "../config-files.js";
import { codeHash } from "../paths.js";
import type { Cell, Progress, TrialJob } from "./job.js";
import { type Plan, planComparison } from "./plan.js";
import type { ProgressDisplay } from "./progress-display.js";

export interface CompareOptions {
  readonly overrides: readonly Override[];
  /** Where everything goes: a folder for each experiment and data set, and `mlruns`. */
  readonly output: string;
  /** Runs everything again, finished or not. */
  readonly fresh: boolean;
  readonly numWorkers: number | null;
}

/** A comparison that is ready to run: every mistake in its config has been found. */
export interface OpenedComparison {
  readonly comparison: ComparisonConfig;
  readonly plan: Plan;
  /** `<output>/<experiment name>-<data set>`. */
  readonly folder: string;
  readonly cells: readonly PlannedCell[];
}

export interface PlannedCell extends Cell {
  readonly condition: "clean" | "planted";
  readonly trial: number;
}

/** Reads the experiment and its overrides, and plans its runs. */
export async function openComparison({ overrides, output }: CompareOptions): Promise<OpenedComparison> {
  const { comparison, base, set } = composeComparison(overrides);
  const plan = await planComparison(comparison, base, set);
  const folder = resolve(output, `${comparison.name}-${plan.dataset.name}`);
  return { comparison, plan, folder, cells: cellsOf(comparison, plan, folder) };
}

/** An override that begins with a key of experiments is about the experiment, any other about all its runs. */
function composeComparison(overrides: readonly Override[]): { comparison: ComparisonConfig; base: ConfigTree; set: string[] } {
  const chosen = overrides.find(({ path }) => path.length === 1 && path[0] === "experiment");
  const others = overrides.filter((override) => override !== chosen);
  const ofExperiment = others.filter(({ path }) => comparisonKeys.includes(path[0]!));
  const ofRuns = others.filter((override) => !ofExperiment.includes(override));
  const comparison = parseComparison(applyOverrides(experimentFile(String(chosen?.value ?? "comparison")), ofExperiment, []));
  const base = applyOverrides(mergeConfig(baseConfig(), comparison.run as ConfigTree, choices), ofRuns, choices);
  return { comparison, base, set: ofRuns.map(({ path }) => path.join(".")) };
}

function cellsOf(comparison: ComparisonConfig, { methods, numTrials, splits, dataset }: Plan, folder: string): PlannedCell[] {
  const code = codeHash();
  const done = methods.filter(({ equalTo }) => equalTo === null);
  return comparison.conditions.flatMap((condition) =>
    Array.from({ length: numTrials }, (_, trial) => trial).flatMap((trial) => {
      const hashes = new Map<string, string>();
      return done.map((method) => {
        const source = method.contributionsOf;
        const from = source === null ? null : { folder: trialFolder(folder, condition, source, trial), hash: hashes.get(source)! };
        const hash = hashOf({ identity: method.identity, condition, trial, split: splits[trial], data: dataset.digest, code, from: from?.hash });
        hashes.set(method.name, hash);
        return { method: method.name, title: method.title, written: method.written, hash, folder: trialFolder(folder, condition, method.name, trial), contributionsFrom: from, condition, trial };
      });
    }),
  );
}

/** Runs what is not finished, in parallel processes. Returns how many runs there were to do. */
export async function runComparison(opened: OpenedComparison, options: CompareOptions, parentRunId: string | null, display: ProgressDisplay): Promise<number> {
  const open = options.fresh ? opened.cells : opened.cells.filter(({ folder, hash }) => readResult(folder, hash)?.status !== "finished");
  if (open.length === 0) return 0;
  const jobs = jobsOf(opened, open, options, parentRunId);
  const launcher = localLauncher({ worker: fileURLToPath(new URL("./worker.js", import.meta.url)), numWorkers: options.numWorkers ?? availableParallelism() });
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  display.start(open.length, opened.cells.length - open.length);
  try {
    for await (const status of launcher.submit(jobs, abort.signal)) {
      const { condition, trial, cells } = jobs.find(({ id }) => id === status.id)!.payload;
      if (status.type === "progress") display.progress(condition, trial, status.message as Progress);
      if (status.type === "failed") {
        display.lost(condition, trial, status.reason);
        recordLost(status.reason, cells);
      }
    }
  } finally {
    display.stop();
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
  if (abort.signal.aborted) throw new InterruptedError();
  return open.length;
}

/** A worker that died left no word of what it did not finish. */
function recordLost(reason: string, cells: readonly Cell[]): void {
  for (const { folder, hash } of cells) {
    if (readResult(folder, hash)) continue;
    const result: TrialResult = { status: "failed", hash, reason, step: null, trackingRunId: null };
    writeWhole(join(folder, "result.json"), JSON.stringify(result));
  }
}

/** Ctrl-C: what is finished stays, the same command goes on from there. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

function jobsOf({ comparison }: OpenedComparison, cells: readonly PlannedCell[], { output }: CompareOptions, parentRunId: string | null): { id: string; payload: TrialJob }[] {
  const groups = new Map<string, PlannedCell[]>();
  for (const cell of cells) {
    const key = `${cell.condition}/${cell.trial}`;
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  const tracking = { root: join(resolve(output), "mlruns"), experiment: comparison.name, parentRunId, mirrorTo: null };
  return [...groups.values()].map((group) => {
    const { condition, trial } = group[0]!;
    const payload: TrialJob = { condition, trial, cells: group, tracking };
    return { id: randomUUID(), payload };
  });
}

/** The result of every trial of a method, by trial; those of another config or other code count as missing. */
export function resultsOf({ cells }: OpenedComparison): (condition: string, method: string) => (TrialResult | null)[] {
  return (condition, method) => cells.filter((cell) => cell.condition === condition && cell.method === method).map(({ folder, hash }) => readResult(folder, hash));
}
