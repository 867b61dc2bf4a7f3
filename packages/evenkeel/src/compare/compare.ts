import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { applyOverrides, type ConfigTree, mergeConfig, type Override, parseComponent } from "@evenkeel/compose";
import { type Launcher, type QueuedCell, UserError, visible, writeWhole } from "@evenkeel/core";
import {
  type ComparisonConfig,
  comparisonKeys,
  hashOf,
  memoryQueue,
  parseComparison,
  readResult,
  trialFolder,
  type TrialResult,
} from "@evenkeel/experiment";
import { CHECKPOINT } from "@evenkeel/tracking";
import { codeHash, nativeHash, ownCode } from "../workbench/code-hash.js";
import { baseConfig, experimentFile } from "../workbench/config-files.js";
import { withPresets } from "../workbench/presets.js";
import type { Workbench } from "../workbench/workbench.js";
import { InterruptedError } from "../process/interrupted-error.js";
import { systemErrorText } from "../process/system-errors.js";
import { methodParams } from "./method-config.js";
import { cellName, methodRunId } from "./run-names.js";
import type { Cell, CellJob, Progress } from "./job.js";
import { hasSetting, normalizeExperiment, normalizeMethods, setsComponent } from "./normalize.js";
import { type Plan, type PlannedMethod, planComparison } from "./plan.js";
import type { ComparisonProgress } from "./progress.js";

/** Where a comparison goes and how it is run, as far as its config does not say it. */
export interface CompareOptions {
  /** Where everything goes: a folder for each experiment and data set, and `mlruns`. */
  readonly output: string;
  /** Runs everything again, finished or not. */
  readonly fresh: boolean;
  readonly numWorkers: number | null;
  /** Ends the comparison, as Ctrl-C does. */
  readonly signal?: AbortSignal;
}

/** A comparison that is ready to run: every mistake in its config has been found. */
export interface OpenedComparison {
  readonly bench: Workbench;
  readonly comparison: ComparisonConfig;
  readonly plan: Plan;
  /** `<output>/<experiment name>-<data set>`. */
  readonly folder: string;
  readonly cells: readonly PlannedCell[];
  /** Where its runs are done. */
  readonly launcher: Launcher;
}

/** A run of a comparison: one method, under one condition, in one trial. */
export interface PlannedCell extends Cell {
  readonly condition: string;
  readonly trial: number;
}

/** How a command asks for a comparison. */
export interface ComparisonWords extends CompareOptions {
  readonly overrides: readonly Override[];
}

/**
 * Reads the experiment and its overrides, and plans its runs.
 *
 * @param usual - what is compared where no override says otherwise.
 */
export async function openComparison(
  bench: Workbench,
  { overrides, ...options }: ComparisonWords,
  usual?: UsualComparison,
): Promise<OpenedComparison> {
  refuseTwice(overrides, options.numWorkers);
  return openComposed(bench, composeComparison(bench, overrides, usual), options);
}

/** What a comparison is where nothing is said of it. */
export interface UsualComparison {
  /** The name of the experiment. */
  readonly experiment: string;
  /** Laid over the experiment, under what overrides say. */
  readonly laid: ConfigTree;
}

/** An experiment, the config that its methods are laid over, and what was set for all of them. */
export interface ComposedComparison {
  readonly comparison: ComparisonConfig;
  readonly base: ConfigTree;
  readonly common: readonly Override[];
  readonly set: readonly string[];
  /** What was laid over an experiment that says how its settings were chosen, as it was written. */
  readonly changed: readonly string[];
}

/** What a method with nothing of its own would run: the data, the protocol and the seed of all. */
export const sharedConfig = (bench: Workbench, { base, common }: ComposedComparison): ConfigTree =>
  applyOverrides(
    base,
    common.filter((override) => hasSetting(bench, withPresets(bench, base), override)),
    bench.choices,
  );

/** Plans the runs of an experiment. */
export async function openComposed(
  bench: Workbench,
  { comparison: declared, base, common, set, changed }: ComposedComparison,
  { output, numWorkers }: Pick<CompareOptions, "output" | "numWorkers">,
): Promise<OpenedComparison> {
  const plan = await planComparison(bench, declared, base, set, common, changedNote(changed));
  const comparison = { ...declared, contrasts: plan.contrasts };
  refuseOtherQuestions(plan);
  const folder = resolve(output, fileName(`${comparison.name}-${plan.dataset.name}`));
  let cells: readonly PlannedCell[] | null = null;
  return {
    bench,
    comparison,
    plan,
    folder,
    launcher: launcherOf(bench, declared, numWorkers),
    get cells() {
      return (cells ??= cellsOf(bench, comparison, plan, folder));
    },
  };
}

/** What all methods share whatever is set, or where they run. */
const PLACES: readonly string[] = ["dataset", "protocol", "seed", "positive", "metrics", "engine", "sinks"];

function changedNote(changed: readonly string[]): string[] {
  if (changed.length === 0) return [];
  return [
    `Set for all methods, whatever their names say: ${changed.map((text) => `\`${text}\``).join(", ")}. What is said of how settings were chosen was said without that.`,
  ];
}

/** Said twice, one of them would count without a word. */
function refuseTwice(overrides: readonly Override[], numWorkers: number | null): void {
  const own = overrides.find(({ path }) => path.join(".") === "launcher.workers");
  if (own && numWorkers !== null)
    throw new UserError(
      `--workers ${numWorkers}: expected the number of processes once, got \`launcher.workers=${JSON.stringify(own.value)}\` too. Leave one of them out.`,
    );
}

/** @param numWorkers - of the command line; null leaves it to the experiment. */
function launcherOf({ catalogs }: Workbench, { launcher }: ComparisonConfig, numWorkers: number | null): Launcher {
  const written = typeof launcher === "string" ? { name: launcher } : launcher;
  const config = parseComponent("launcher", { ...written, ...(numWorkers !== null && { workers: numWorkers }) }, catalogs);
  return catalogs["launcher"]!.get(config.name).create(config) as Launcher;
}

/** A data set is named after its file, which may be called anything. */
const fileName = (name: string): string => visible(name).replaceAll(/[/\\:*?"<>|]/g, "_");

/** What must be the same for all methods, or their numbers stand side by side and answer different questions. */
function refuseOtherQuestions({ methods }: Plan): void {
  const shared = ({ config: { components, lists, seed, positive } }: Plan["methods"][number]) => ({
    dataset: components["dataset"],
    protocol: components["protocol"],
    seed,
    positive,
    metrics: lists["metric"],
  });
  const [first, ...others] = methods.map((method) => ({ method, settings: shared(method) }));
  for (const { method, settings } of others) {
    const different = Object.entries(first!.settings).find(
      ([key, value]) => hashOf(value) !== hashOf(settings[key as keyof typeof settings]),
    );
    if (different)
      throw new UserError(
        `method ${method.name}: ${different[0]}: expected what all methods have, since their scores stand in one table, got another. Set it for all: \`${different[0]}=…\` without \`methods.${method.name}.\`.`,
      );
  }
}

/**
 * An override that begins with a key of experiments is about the experiment, any other about all its runs. Settings of components
 * (`common`) are laid over each method that has such a component, and so not over the config that methods choose theirs on.
 */
export function composeComparison(
  bench: Workbench,
  overrides: readonly Override[],
  { experiment: usual, laid }: UsualComparison = { experiment: "comparison", laid: {} },
): ComposedComparison {
  const chosen = overrides.find(({ path }) => path.length === 1 && path[0] === "experiment");
  const others = overrides.filter((override) => override !== chosen);
  const ofExperiment = others.filter(({ path }) => comparisonKeys.includes(path[0]!));
  const ofRuns = others.filter((override) => !ofExperiment.includes(override));
  const comparison = parseComparison(
    applyOverrides(
      { ...experimentFile(bench, chosen ? chosen.value : usual), ...normalizeExperiment(bench, laid) },
      normalizeMethods(bench, ofExperiment),
      ["launcher"],
    ),
  );
  const base = applyOverrides(
    mergeConfig(baseConfig(bench), comparison.run as ConfigTree, bench.choices),
    ofRuns.filter((override) => !setsComponent(bench, override)),
    bench.choices,
  );
  for (const [place, config] of [
    ["run", { ...comparison.run, ...Object.fromEntries(ofRuns.map(({ path, value }) => [path[0]!, value])) }],
    ...Object.entries(comparison.methods).map(([name, method]) => [`methods.${name}`, method]),
  ] as const)
    refusePlanned(place as string, config as ConfigTree);
  return {
    comparison,
    base,
    common: ofRuns.filter((override) => setsComponent(bench, override)),
    set: ofRuns.map(({ path }) => path.join(".")),
    changed: ofRuns.filter(({ path }) => !PLACES.includes(path[0]!)).map(({ text }) => text),
  };
}

/** A comparison runs all its trials and conditions: one in a config would be overwritten without a word. */
export function refusePlanned(place: string, config: ConfigTree): void {
  for (const [key, instead] of [
    ["trial", "`trials=3` says how many trials there are"],
    ["condition", "`conditions=[planted]` says which conditions there are"],
  ] as const) {
    if (Object.hasOwn(config, key))
      throw new UserError(
        `${place === "run" ? key : `${place}.${key}`}: expected none in a comparison, which runs all its trials and conditions, got ${JSON.stringify(config[key])}. Leave it out; ${instead}.`,
      );
  }
}

function cellsOf(
  bench: Workbench,
  comparison: ComparisonConfig,
  { methods, conditions, numTrials, splits, dataset }: Plan,
  folder: string,
): PlannedCell[] {
  const native = nativeHash(methods[0]!.config.engine.name);
  const done = sourcesFirst(methods.filter(({ equalTo }) => equalTo === null));
  const codes = new Map(
    done.flatMap(({ name, components }) =>
      comparison.conditions.map((condition) => {
        const under = { role: "condition", name: conditions[condition]!.config.name };
        return [`${name} ${condition}`, codeHash(bench, [...components, under])];
      }),
    ),
  );
  return comparison.conditions.flatMap((condition) =>
    Array.from({ length: numTrials }, (_, trial) => trial).flatMap((trial) => {
      const cellsBefore = new Map<string, PlannedCell>();
      return done.map((method): PlannedCell => {
        const sources = method.takes.map(({ method: source }) => cellsBefore.get(source)!);
        const settings = hashOf({
          identity: method.identity,
          condition: conditions[condition]!.config,
          trial,
          split: splits[trial],
          data: dataset.digest,
          from: sources.map(({ settings: own }) => own),
        });
        const hash = hashOf({
          settings,
          code: codes.get(`${method.name} ${condition}`),
          native,
          from: sources.map((source) => source.hash),
        });
        const cell = {
          method: method.name,
          runName: `${cellName(comparison.conditions, condition, method.title)} · trial ${trial}`,
          methodParams: methodParams(method, conditions[condition]!),
          methodRunId: null,
          written: method.written,
          hash,
          settings,
          folder: trialFolder(folder, condition, method.name, trial),
          files: method.files,
          takes: method.takes.map((taken, i) => ({ ...taken, folder: sources[i]!.folder, hash: sources[i]!.hash })),
          condition,
          trial,
        };
        cellsBefore.set(method.name, cell);
        return cell;
      });
    }),
  );
}

/** Methods in an order in which each comes after those whose findings it takes. */
function sourcesFirst(methods: readonly PlannedMethod[]): PlannedMethod[] {
  const ordered = new Set<PlannedMethod>();
  const place = (method: PlannedMethod): void => {
    for (const { method: source } of method.takes) place(methods.find(({ name }) => name === source)!);
    ordered.add(method);
  };
  methods.forEach(place);
  return [...ordered];
}

/** Runs what is not finished, in parallel processes. Returns how many runs there were to do. */
export async function runComparison(
  opened: OpenedComparison,
  options: CompareOptions,
  parentRunId: string | null,
  display: ComparisonProgress,
): Promise<number> {
  const metrics = Object.keys(opened.plan.metrics);
  const isOpen = ({ folder, hash }: PlannedCell): boolean => options.fresh || readResult(folder, hash, metrics)?.status !== "finished";
  const openAlone = opened.cells.filter(isOpen);
  // A model that is taken and was lost is made again.
  const lost = new Set(
    openAlone.flatMap(({ takes }) =>
      takes.flatMap(({ what, folder }) => (what === "model" && !existsSync(join(folder, CHECKPOINT)) ? [folder] : [])),
    ),
  );
  const open = opened.cells.filter((cell) => openAlone.includes(cell) || lost.has(cell.folder));
  if (open.length === 0) return 0;
  // Whatever lies in these folders is from now on not a result: a run that a killed process leaves is told from one that is done,
  // and no file of a former run stands beside one that fails.
  for (const { folder } of open) rmSync(folder, { recursive: true, force: true });
  const abort = new AbortController();
  const stop = () => abort.abort();
  if (options.signal?.aborted) stop();
  options.signal?.addEventListener("abort", stop);
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  display.start(open.length, opened.cells.length - open.length);
  try {
    await runCells(opened, open, options, parentRunId, display, abort);
  } finally {
    display.stop();
    options.signal?.removeEventListener("abort", stop);
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
  if (abort.signal.aborted) throw new InterruptedError();
  return open.length;
}

/** Longer than anything but a process that is gone goes without a word. */
const LEASE_SECONDS = 60;

/** Workers pull the cells; a run whose process was killed by a signal is tried once more, in a new one. */
async function runCells(
  opened: OpenedComparison,
  cells: readonly PlannedCell[],
  options: CompareOptions,
  parentRunId: string | null,
  display: ComparisonProgress,
  abort: AbortController,
): Promise<void> {
  const queue = memoryQueue({ leaseSeconds: LEASE_SECONDS });
  await queue.add(queuedCells(opened, cells, options, parentRunId));
  const byId = new Map(cells.map((cell) => [idOf(cell), cell]));
  const unsettled = new Set(byId.keys());
  let cannotWrite: string | null = null;
  const launch = { worker: new URL("./worker.js", import.meta.url), queue, atMost: cells.length, signal: abort.signal };
  for await (const event of opened.launcher.start(launch)) {
    const { cell: queued, attempt, token } = event.lease;
    const cell = byId.get(queued.id)!;
    const { condition, trial, method } = cell;
    switch (event.type) {
      case "told": {
        const message = event.message as Progress;
        if (message.type === "updates") display.updates(cell, message.step, message.updates);
        else {
          cannotWrite ??= message.reason;
          abort.abort();
        }
        break;
      }
      case "finished":
        if (event.accepted) unsettled.delete(queued.id);
        if (event.accepted && !abort.signal.aborted) display.ended(cell, event.outcome.status === "failed" ? event.outcome.reason : null);
        break;
      case "lost": {
        if (event.signal !== undefined && attempt === 1) {
          display.killed(condition, trial, method, event.reason);
          await queue.release(token);
          break;
        }
        const reason = event.signal === undefined ? event.reason : `${event.reason}, as the one before`;
        if ((await queue.finish(token, { status: "failed", reason })) === "late") break;
        unsettled.delete(queued.id);
        recordLost(reason, cell);
        display.ended(cell, reason);
        break;
      }
      default:
    }
  }
  if (cannotWrite !== null) throw cannotWriteError(opened.folder, cannotWrite);
  if (unsettled.size > 0 && !abort.signal.aborted)
    throw new Error(
      `launcher: expected every run to end, got ${unsettled.size} of ${cells.length} that did not: ${[...unsettled].join(", ")}.`,
    );
}

function cannotWriteError(folder: string, reason: string): UserError {
  return new UserError(
    `${folder}: expected to write results, got: ${reason}. Finished runs are kept; the same command goes on from there.`,
  );
}

/** A worker that died left no word of its cell. */
function recordLost(reason: string, { folder, hash, settings }: PlannedCell): void {
  const result: TrialResult = { status: "failed", hash, settings, reason, step: null, trackingRunId: null };
  try {
    writeWhole(join(folder, "result.json"), JSON.stringify(result));
  } catch (error) {
    throw cannotWriteError(folder, systemErrorText(error)?.replace(/\.$/, "") ?? (error as Error).message);
  }
}

const idOf = ({ condition, trial, method }: PlannedCell): string => `${condition}/${trial}/${method}`;

/** What is taken of another run is there when that run is settled; those that were finished before are no cells of this queue. */
function queuedCells(
  { bench, comparison, plan }: OpenedComparison,
  cells: readonly PlannedCell[],
  { output }: CompareOptions,
  parentRunId: string | null,
): QueuedCell[] {
  const ids = new Set(cells.map(idOf));
  const tracking = { root: join(resolve(output), "mlruns"), experiment: comparison.name };
  const code = ownCode(bench);
  return cells.map((cell) => {
    const { condition, trial } = cell;
    const payload: CellJob = {
      project: bench.project,
      code,
      data: plan.dataset.digest,
      condition,
      under: plan.conditions[condition]!.config as ConfigTree,
      trial,
      cell: { ...cell, methodRunId: parentRunId === null ? null : methodRunId(parentRunId, condition, cell.method) },
      tracking,
    };
    const needs = cell.takes.map(({ method }) => idOf({ ...cell, method })).filter((id) => ids.has(id));
    return { id: idOf(cell), payload, needs, group: `${condition}/${trial}` };
  });
}

/** The result of every trial of a method, by trial; those of another config or other code count as missing. Each file is read once. */
export function resultsOf({ cells, plan }: OpenedComparison): (condition: string, method: string) => (TrialResult | null)[] {
  const metrics = Object.keys(plan.metrics);
  const read = new Map(cells.map((cell) => [cell, readResult(cell.folder, cell.hash, metrics)]));
  return (condition, method) =>
    cells.filter((cell) => cell.condition === condition && cell.method === method).map((cell) => read.get(cell)!);
}
