import { type ConfigTree, mergeConfig, type RunConfig } from "@evenkeel/compose";
import { type Dataset, type MetricDescription, type Split, UserError } from "@evenkeel/core";
import { type ComparisonConfig, type Control, controlsOf, hashOf, type Overlay } from "@evenkeel/experiment";
import { simplify } from "@evenkeel/samplers";
import { catalogs, choices } from "../catalogs.js";
import { type OpenedRun, openRun } from "../run/open-run.js";
import { refuseLargePlan } from "../run/memory.js";
import { describeMetrics } from "../run/score.js";
import { contributionsOf, withContributions } from "./contributions.js";

/** One row of the table. */
export interface PlannedMethod {
  readonly name: string;
  readonly title: string;
  readonly note: string;
  /** What is laid over the config file, without trial and condition. */
  readonly written: ConfigTree;
  /** Says which runs are the same: everything in the config that something reads. */
  readonly identity: string;
  /** What the identity is the hash of. */
  readonly settings: unknown;
  /** The method that is this very run, which is then not done twice. */
  readonly equalTo: string | null;
  /** The method with the same training, whose scores are only adjusted: rankings of two classes are equal by construction. */
  readonly adjusts: string | null;
  readonly control: { readonly of: string; readonly name: Control["name"] } | null;
  /** The method whose contributions of the same trial it takes. */
  readonly contributionsOf: string | null;
  readonly rows: "train" | "labelled";
  readonly learns: "contributions" | "batch-weights" | null;
  readonly papers: OpenedPaper[];
  readonly config: RunConfig;
}

export interface OpenedPaper {
  readonly component: string;
  readonly citation: string;
  readonly url: string | null;
  readonly reconstruction: string | null;
}

export interface Plan {
  readonly methods: readonly PlannedMethod[];
  readonly dataset: Dataset;
  readonly protocol: string;
  readonly numTrials: number;
  readonly splits: readonly Split[];
  readonly metrics: Readonly<Record<string, MetricDescription>>;
  /** The class of interest and the rarest class, which are those of every run. */
  readonly positive: number;
  readonly minority: number;
}

/**
 * Lists the runs of a comparison: its methods, and the controls of whatever they learn. Every mistake in a config is found
 * here, before anything trains.
 *
 * @param set - dotted paths that the command line set for all methods; each must be read by at least one.
 */
export async function planComparison(comparison: ComparisonConfig, base: ConfigTree, set: readonly string[]): Promise<Plan> {
  const methods: PlannedMethod[] = [];
  const opened: OpenedRun[] = [];
  const add = async (name: string, title: string, note: string, overlay: Overlay, control: PlannedMethod["control"], checked: readonly string[]) => {
    const written = mergeConfig(base, overlay as ConfigTree, choices);
    const run = await inMethod(name, () => openRun(stoodIn(written, methods, opened), checked));
    opened.push(run);
    methods.push(describe(name, title, note, written, run, control, methods));
    return run;
  };
  for (const [name, { title = name, note = "", ...overlay }] of Object.entries(comparison.methods)) {
    const run = await add(name, title, note, overlay, null, pathsOf(overlay));
    if (!comparison.controls || !run.learned) continue;
    for (const control of controlsOf(name, title, run.learned)) {
      const laid = mergeConfig(overlay as ConfigTree, control.overlay as ConfigTree, choices);
      await add(`${name}.${control.name}`, control.title, control.note, laid, { of: name, name: control.name }, []);
    }
  }
  refuseUnread(set, opened);
  checkNames(comparison, methods, opened[0]!);
  const first = opened[0]!;
  if ((comparison.trials ?? 0) > first.numTrials) throw new UserError(`trials: expected at most the ${first.numTrials} of the protocol, 0 to ${first.numTrials - 1}, got ${comparison.trials}. Lower it, or raise the protocol's, e.g. \`protocol.repeats\`.`);
  const numTrials = comparison.trials ?? first.numTrials;
  refuseLargePlan(numTrials, methods.length * comparison.conditions.length, first.dataset.numExamples);
  let splits: readonly Split[] | null = null;
  return {
    methods,
    dataset: first.dataset,
    protocol: first.protocolDescription,
    numTrials,
    get splits() {
      return (splits ??= Array.from({ length: numTrials }, (_, trial) => first.splitOf(trial)));
    },
    metrics: describeMetrics(first),
    positive: first.positive,
    minority: first.minority,
  };
}

/** Contributions are known only when their method has run; until then ones stand in for them. */
function stoodIn(written: ConfigTree, methods: readonly PlannedMethod[], opened: readonly OpenedRun[]): ConfigTree {
  const source = contributionsOf(written);
  if (source === null) return written;
  const count = opened[methods.findIndex(({ name }) => name === source)]?.task.data.synthetic?.count ?? 1;
  return withContributions(written, new Array<number>(count).fill(1));
}

function describe(name: string, title: string, note: string, written: ConfigTree, run: OpenedRun, control: PlannedMethod["control"], before: readonly PlannedMethod[]): PlannedMethod {
  const settings = effective(run, written, run.config.components["adjustment"]);
  const identity = hashOf(settings);
  const same = before.find((method) => method.identity === identity);
  const adjusted = run.dataset.numClasses === 2 ? before.find((method) => method.identity !== identity && method.identity === hashOf(effective(run, written, { name: "none" }))) : undefined;
  return {
    name,
    title,
    note,
    written,
    identity,
    settings,
    equalTo: same ? (same.equalTo ?? same.name) : null,
    adjusts: adjusted?.name ?? null,
    control,
    contributionsOf: contributionsOf(written),
    rows: run.rows,
    learns: run.learned?.what ?? null,
    papers: papersOf(run),
    config: run.config,
  };
}

/** The part of a config that something reads, with what stands for contributions in place of numbers. */
function effective({ config, dataset, positive, isUsed, rows }: OpenedRun, written: ConfigTree, adjustment: unknown): unknown {
  const components = Object.fromEntries(Object.entries(config.components).filter(([role]) => isUsed(role)));
  if (contributionsOf(written) !== null) components["weighter"] = written["weighter"] as never;
  const simpler = isUsed("partner") && isUsed("label") ? simplify({ partner: components["partner"]!, label: components["label"]! }) : null;
  if (simpler) components["label"] = simpler.label;
  const training = Object.fromEntries(Object.entries(config.training).filter(([key]) => key !== "rows" && isUsed(`training.${key}`)));
  const { seed, selection, engine, metrics } = config;
  return { components: { ...components, adjustment }, positive: dataset.classNames[positive], training, rows, seed, selection, engine, metrics };
}

function papersOf({ config, isUsed }: OpenedRun): OpenedPaper[] {
  return Object.entries(config.components).flatMap(([role, { name }]) => {
    const paper = isUsed(role) ? catalogs[role]!.get(name).paper : undefined;
    return paper ? [{ component: `${role}=${name}`, citation: `${paper.authors}, "${paper.title}", ${paper.venue}`, url: paper.url ?? null, reconstruction: paper.reconstruction ?? null }] : [];
  });
}

/** Top-level keys, and those of `training` one by one. */
export function pathsOf(overlay: Overlay): string[] {
  return Object.entries(overlay).flatMap(([key, value]) => (key === "training" ? Object.keys(value as object).map((inner) => `training.${inner}`) : [key]));
}

function refuseUnread(set: readonly string[], opened: readonly OpenedRun[]): void {
  const unread = set.filter((path) => !opened.some(({ isUsed }) => isUsed(path)));
  if (unread.length > 0) throw new UserError(unread.map((path) => `${path}: expected a setting that some method reads, got one that none does. Leave it out.`).join("\n"));
}

function checkNames({ contrasts, primary }: ComparisonConfig, methods: readonly PlannedMethod[], run: OpenedRun): void {
  const names = methods.map(({ name }) => name);
  for (const name of contrasts.flat()) {
    if (!names.includes(name)) throw new UserError(`contrasts: expected one of ${names.join(", ")}, got \`${name}\`.`);
  }
  const metrics = Object.keys(describeMetrics(run));
  if (!metrics.includes(primary)) throw new UserError(`primary: expected one of ${metrics.join(", ")}, got \`${primary}\`.`);
}

async function inMethod<T>(name: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`method ${name}: ${error.message}`);
    throw error;
  }
}
