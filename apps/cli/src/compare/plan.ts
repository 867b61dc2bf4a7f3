import { applyOverrides, type ConfigTree, mergeConfig, type Override, type RunConfig } from "@evenkeel/compose";
import { type Dataset, didYouMean, type MetricDescription, NotPossibleError, type Split, UserError } from "@evenkeel/core";
import { type ComparisonConfig, type Control, controlsOf, hashOf, type Overlay } from "@evenkeel/experiment";
import { simplify } from "@evenkeel/samplers";
import { catalogs, choices } from "../catalogs.js";
import type { UsedComponent } from "../code-hash.js";
import { idleSettings } from "../run/idle-settings.js";
import { type OpenedRun, openRun } from "../run/open-run.js";
import { refuseLargePlan } from "../run/memory.js";
import { effectiveConfig } from "../run/run-files.js";
import { describeMetrics } from "../run/score.js";
import { contributionsOf, withContributions } from "./contributions.js";
import { lowerNeighbours, withNeighbours } from "./neighbours.js";
import { hasSetting, nameOf } from "./normalize.js";

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
  /** The components that the run is made of. */
  readonly components: readonly UsedComponent[];
  readonly config: RunConfig;
  /** What `evenkeel run` would run of its first trial: everything that something reads, defaults filled in. */
  readonly effective: Readonly<Record<string, unknown>>;
}

export interface OpenedPaper {
  readonly component: string;
  readonly citation: string;
  readonly url: string | null;
  readonly reconstruction: string | null;
}

/** A method that cannot be carried out on these rows: the others run without it. */
export interface ImpossibleMethod {
  readonly name: string;
  readonly title: string;
  readonly note: string;
  readonly reason: string;
  readonly controlOf: string | null;
}

export interface Plan {
  readonly methods: readonly PlannedMethod[];
  readonly impossible: readonly ImpossibleMethod[];
  /** The declared contrasts of methods that are possible. */
  readonly contrasts: ComparisonConfig["contrasts"];
  /** What was decided for all methods alike, and what was left out: in sentences, for the command line and the report. */
  readonly notes: readonly string[];
  readonly dataset: Dataset;
  readonly protocol: string;
  readonly numTrials: number;
  readonly splits: readonly Split[];
  readonly metrics: Readonly<Record<string, MetricDescription>>;
  /** The class of interest and the rarest class, which are those of every run. */
  readonly positive: number;
  readonly minority: number;
  readonly isTie: boolean;
}

/**
 * Lists the runs of a comparison: its methods, and the controls of whatever they learn. Every mistake in a config is found
 * here, before anything trains.
 *
 * @param set - dotted paths that the command line set for all methods; each must be read by at least one.
 * @param common - settings of components for all methods, laid over those whose component has the setting.
 */
export async function planComparison(
  comparison: ComparisonConfig,
  base: ConfigTree,
  set: readonly string[],
  common: readonly Override[] = [],
): Promise<Plan> {
  const methods: PlannedMethod[] = [];
  const impossible: ImpossibleMethod[] = [];
  const opened: OpenedRun[] = [];
  const overlays = Object.values(comparison.methods).map((method): Overlay => {
    const { title: _, note: __, ...overlay } = method;
    return overlay;
  });
  const composed = composer(base, common, overlays);
  const lowered = await lowerNeighbours(overlays.map(composed), comparison.trials);
  const add = async (
    name: string,
    title: string,
    note: string,
    overlay: Overlay,
    control: PlannedMethod["control"],
    checked: readonly string[],
  ) => {
    const written = withNeighbours(composed(overlay), lowered);
    let run: OpenedRun;
    try {
      run = await openRun(stoodIn(written, methods, opened), checked);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (!(error instanceof NotPossibleError)) throw new UserError(`method ${name}: ${error.message}`);
      impossible.push({ name, title, note, reason: error.message, controlOf: control?.of ?? null });
      return null;
    }
    const without = await withoutSampler(written, run, comparison);
    const explained = without ? [note, "its sampler changes no row of any trial"].filter(Boolean).join("; ") : note;
    opened.push(run);
    methods.push({ ...describe(name, title, explained, written, without ?? run, control, methods), effective: effectiveConfig(run) });
    return run;
  };
  for (const [name, { title = name, note = "", ...overlay }] of Object.entries(comparison.methods)) {
    const run = await add(name, title, note, overlay, null, pathsOf(overlay));
    if (!comparison.controls || !run?.learned) continue;
    for (const control of controlsOf(name, title, run.learned)) {
      const laid = mergeConfig(overlay as ConfigTree, control.overlay as ConfigTree, choices);
      await add(`${name}.${control.name}`, control.title, control.note, laid, { of: name, name: control.name }, []);
    }
  }
  refuseImpossible(comparison, impossible);
  refuseUnread([...new Set(set)], opened, comparison);
  const isPossible = (name: string) => !impossible.some((method) => name === method.name || name.startsWith(`${method.name}.`));
  const contrasts = comparison.contrasts.filter((pair) => pair.every(isPossible));
  const left = comparison.contrasts.filter((pair) => !contrasts.includes(pair));
  checkNames({ ...comparison, contrasts }, methods, opened[0]!);
  const first = opened[0]!;
  if ((comparison.trials ?? 0) > first.numTrials)
    throw new UserError(
      `trials: expected at most the ${first.numTrials} of the protocol, 0 to ${first.numTrials - 1}, got ${comparison.trials}. Lower it, or raise the protocol's, e.g. \`protocol.repeats\`.`,
    );
  const numTrials = comparison.trials ?? first.numTrials;
  refuseLargePlan(numTrials, methods.length * comparison.conditions.length, first.dataset.numExamples);
  let splits: readonly Split[] | null = null;
  return {
    methods,
    impossible,
    contrasts,
    notes: [
      ...(lowered ? [lowered.note] : []),
      ...impossible.map(({ name, reason }) => `Method ${name} is not possible: ${reason}`),
      ...left.map(([a, b]) => `The declared contrast of ${a} and ${b} is not tested: one of them is not possible.`),
    ],
    dataset: first.dataset,
    protocol: first.protocolDescription,
    numTrials,
    get splits() {
      return (splits ??= Array.from({ length: numTrials }, (_, trial) => first.splitOf(trial)));
    },
    metrics: describeMetrics(first),
    positive: first.positive,
    minority: first.minority,
    isTie: first.isTie,
  };
}

/** Lays a method over the common config, and over it the settings that were set for all methods, where it has them. */
function composer(base: ConfigTree, common: readonly Override[], overlays: readonly Overlay[]): (overlay: Overlay) => ConfigTree {
  const merged = (overlay: Overlay) => mergeConfig(base, overlay as ConfigTree, choices);
  // A setting that nobody has is laid over the method whose component has most others, for a message that names those.
  const strange = common.filter((override) => !overlays.some((overlay) => hasSetting(merged(overlay), override)));
  const numSettings = (config: ConfigTree, role: string) =>
    Object.keys(catalogs[role]!.get(nameOf(config, role) ?? "").schema.shape).length;
  const isTarget = (config: ConfigTree, { path: [role] }: Override) =>
    numSettings(config, role!) === Math.max(...overlays.map((overlay) => numSettings(merged(overlay), role!)));
  return (overlay) => {
    const config = merged(overlay);
    const own = common.filter(
      (override) =>
        (hasSetting(config, override) && !isSetIn(overlay, override)) || (strange.includes(override) && isTarget(config, override)),
    );
    return applyOverrides(config, own, choices);
  };
}

/** Whether a method says itself what an override sets for all. */
function isSetIn(overlay: Overlay, { path }: Override): boolean {
  return path.reduce<unknown>((tree, key) => (tree as Record<string, unknown> | undefined)?.[key], overlay) !== undefined;
}

/** The run without its sampler, if that changes nothing in any trial: planning has seen the first trial only. */
async function withoutSampler(written: ConfigTree, run: OpenedRun, { conditions, trials }: ComparisonConfig): Promise<OpenedRun | null> {
  if (!run.task.data.isUnchanged || run.config.components["sampler"]!.name === "none") return null;
  // Without synthetic rows these fail, and say why.
  if (run.learned?.what === "contributions" || contributionsOf(written) !== null) return null;
  for (const condition of conditions) {
    for (let trial = 0; trial < (trials ?? run.numTrials); trial++) {
      if (!(await openRun({ ...written, condition, trial })).task.data.isUnchanged) return null;
    }
  }
  return openRun({ ...written, sampler: { name: "none" } });
}

function refuseImpossible({ reference, methods }: ComparisonConfig, impossible: readonly ImpossibleMethod[]): void {
  const names = Object.keys(methods);
  const stops =
    impossible.find(({ name }) => name === reference) ??
    (names.every((name) => impossible.some((method) => method.name === name)) ? impossible[0] : undefined);
  if (stops) throw new UserError(`method ${stops.name}: ${stops.reason}`);
}

/** Contributions are known only when their method has run; until then ones stand in for them. */
function stoodIn(written: ConfigTree, methods: readonly PlannedMethod[], opened: readonly OpenedRun[]): ConfigTree {
  const source = contributionsOf(written);
  if (source === null) return written;
  const count = opened[methods.findIndex(({ name }) => name === source)]?.task.data.synthetic?.count ?? 1;
  return withContributions(written, new Array<number>(count).fill(1));
}

function describe(
  name: string,
  title: string,
  note: string,
  written: ConfigTree,
  run: OpenedRun,
  control: PlannedMethod["control"],
  before: readonly PlannedMethod[],
): Omit<PlannedMethod, "effective"> {
  const settings = effective(run, written, run.config.components["adjustment"]);
  const identity = hashOf(settings);
  const same = before.find((method) => method.identity === identity);
  const adjusted =
    run.dataset.numClasses === 2
      ? before.find((method) => method.identity !== identity && method.identity === hashOf(effective(run, written, { name: "none" })))
      : undefined;
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
    components: componentsOf(run),
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
  return {
    components: { ...components, adjustment },
    positive: dataset.classNames[positive],
    training,
    rows,
    seed,
    selection,
    engine,
    metrics,
  };
}

function componentsOf({ config: { components, metrics }, isUsed }: OpenedRun): UsedComponent[] {
  const used = Object.entries(components).flatMap(([role, { name }]) => (isUsed(role) ? [{ role, name }] : []));
  return [...used, ...metrics.map(({ name }) => ({ role: "metric", name }))];
}

function papersOf({ config, isUsed }: OpenedRun): OpenedPaper[] {
  return Object.entries(config.components).flatMap(([role, { name }]) => {
    const paper = isUsed(role) ? catalogs[role]!.get(name).paper : undefined;
    return paper
      ? [
          {
            component: `${role}=${name}`,
            citation: `${paper.authors}, "${paper.title}", ${paper.venue}`,
            url: paper.url ?? null,
            reconstruction: paper.reconstruction ?? null,
          },
        ]
      : [];
  });
}

/** Top-level keys, and what stands below one: `model`, `model.head`; of `training`, which is no choice, the inner ones alone. */
function pathsOf(overlay: Overlay): string[] {
  const inner = (key: string, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.keys(value)
          .filter((name) => name !== "name")
          .map((name) => `${key}.${name}`)
      : [];
  return Object.entries(overlay).flatMap(([key, value]) => [...(key === "training" ? [] : [key]), ...inner(key, value)]);
}

/** Of what is set for all methods, one that reads it is enough; of planting, one condition. */
function refuseUnread(set: readonly string[], opened: readonly OpenedRun[], { conditions }: ComparisonConfig): void {
  const condition = conditions.includes("planted") ? "planted" : "clean";
  const idle = opened.map(({ config }) => idleSettings({ ...config, condition }));
  const because = (path: string) => idle.map((own) => own.get(path)).find((reason) => reason !== undefined);
  const has = (run: OpenedRun, path: string) =>
    !path.includes(".") ||
    !(path.split(".")[0]! in catalogs) ||
    hasSetting(run.config.components as unknown as ConfigTree, { path: path.split(".") });
  const unread = set.filter((path) => !opened.some((run, i) => run.isUsed(path) && has(run, path) && !idle[i]!.has(path)));
  if (unread.length > 0)
    throw new UserError(
      unread
        .map(
          (path) =>
            `${path}: expected a setting that some method reads, got one that none does${because(path) ? `: ${because(path)}` : "."} Leave it out.`,
        )
        .join("\n"),
    );
}

function checkNames({ contrasts, primary }: ComparisonConfig, methods: readonly PlannedMethod[], run: OpenedRun): void {
  const names = methods.map(({ name }) => name);
  for (const name of contrasts.flat()) {
    if (!names.includes(name))
      throw new UserError(`contrasts: expected one of ${names.join(", ")}, got \`${name}\`.${didYouMean(name, names)}`);
  }
  const metrics = Object.keys(describeMetrics(run));
  if (!metrics.includes(primary))
    throw new UserError(`primary: expected one of ${metrics.join(", ")}, got \`${primary}\`.${didYouMean(primary, metrics)}`);
}
