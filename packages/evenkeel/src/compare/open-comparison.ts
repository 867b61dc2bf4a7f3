import { resolve } from "node:path";
import { type Override, parseComponent } from "@evenkeel/compose";
import { type Launcher, UserError, visible } from "@evenkeel/core";
import { type ComparisonConfig, hashOf, readResult, trialFolder, type TrialResult } from "@evenkeel/experiment";
import { codeHash, nativeHash } from "../workbench/code-hash.js";
import type { Workbench } from "../workbench/workbench.js";
import { methodParams } from "./method-config.js";
import { cellName } from "./run-names.js";
import type { Cell } from "./job.js";
import { type Plan, planComparison } from "./plan.js";
import type { PlannedMethod } from "./planned-method.js";
import { type ComposedComparison, composeComparison, type UsualComparison } from "./compose-comparison.js";

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

/** The result of every trial of a method, by trial; those of another config or other code count as missing. Each file is read once. */
export function resultsOf({ cells, plan }: OpenedComparison): (condition: string, method: string) => (TrialResult | null)[] {
  const metrics = Object.keys(plan.metrics);
  const read = new Map(cells.map((cell) => [cell, readResult(cell.folder, cell.hash, metrics)]));
  return (condition, method) =>
    cells.filter((cell) => cell.condition === condition && cell.method === method).map((cell) => read.get(cell)!);
}
