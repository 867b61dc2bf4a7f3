import {
  type ComponentConfig,
  type ConfigTree,
  mergeConfig,
  type Override,
  planRun,
  type RunConfig,
  parseComponent,
  runContainer,
} from "@evenkeel/compose";
import { type Awaited, type Dataset, didYouMean, type MetricDescription, NotPossibleError, type Split, UserError } from "@evenkeel/core";
import { type ComparisonConfig, controlsOf, type Overlay } from "@evenkeel/experiment";
import { describeMetrics } from "@evenkeel/trainer";
import type { Workbench } from "../workbench/workbench.js";
import { type OpenedRun, openRun, selectsOnTest } from "../run/open-run.js";
import { refuseLargePlan } from "../run/memory.js";
import { overlayPaths } from "../run/overlay-paths.js";
import { lowerNeighbours, withNeighbours } from "./neighbours.js";
import { hasSetting } from "./normalize.js";
import type { PlannedMethod } from "./planned-method.js";
import { composer } from "./compose-methods.js";
import { describeAll, type OpenedMethod } from "./describe-methods.js";

export interface PlannedCondition {
  /** What it does, in words. */
  readonly description: string;
  /** What a run's `condition` is under it, defaults filled in. */
  readonly config: ComponentConfig;
}

/** A method that cannot be carried out on these rows: the others run without it. */
export interface ImpossibleMethod {
  readonly name: string;
  readonly title: string;
  readonly note: string;
  readonly reason: string;
  readonly controlOf: string | null;
}

/** The runs of a comparison, and what all of them share. */
export interface Plan {
  readonly methods: readonly PlannedMethod[];
  readonly impossible: readonly ImpossibleMethod[];
  /** The declared contrasts of methods that are possible. */
  readonly contrasts: ComparisonConfig["contrasts"];
  /** What was decided for all methods alike, and what was left out: in sentences, for the command line and the report. */
  readonly notes: readonly string[];
  readonly conditions: Readonly<Record<string, PlannedCondition>>;
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
 * @param notes - what a reader must know before all else.
 */
export async function planComparison(
  bench: Workbench,
  comparison: ComparisonConfig,
  base: ConfigTree,
  set: readonly string[],
  common: readonly Override[] = [],
  notes: readonly string[] = [],
): Promise<Plan> {
  const { catalogs, choices } = bench;
  const opened: OpenedMethod[] = [];
  const impossible: ImpossibleMethod[] = [];
  const uncontrolled: string[] = [];
  const overlays = Object.values(comparison.methods).map((method): Overlay => {
    const { title: _, note: __, ...overlay } = method;
    return overlay;
  });
  const composed = composer(bench, base, common, overlays);
  const lowered = await lowerNeighbours(bench, overlays.map(composed), comparison.trials);
  const add = async (
    name: string,
    title: string,
    note: string,
    overlay: Overlay,
    control: PlannedMethod["control"],
    checked: readonly string[],
  ) => {
    const written = withNeighbours(bench, composed(overlay), lowered);
    let run: OpenedRun;
    try {
      run = await openRun(bench, written, checked, true);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (!(error instanceof NotPossibleError)) throw new UserError(`method ${name}: ${error.message}`);
      impossible.push({ name, title, note, reason: error.message, controlOf: control?.of ?? null });
      return null;
    }
    if (control === null) await refuseOtherSplits(name, written, run, comparison);
    const without = await withoutSampler(written, run, comparison);
    const explained = without ? [note, "its sampler changes no row of any trial"].filter(Boolean).join("; ") : note;
    const shown = selectsOnTest(run.trainings) ? `${title} (state chosen on test rows)` : title;
    if (run.trainings.slice(1).some(({ plan: { learned } }) => learned) && control === null) uncontrolled.push(title);
    opened.push({ name, title: shown, note: explained, written, run: without ?? run, asWritten: run, control });
    return run;
  };
  for (const [name, { title = name, note = "", ...overlay }] of Object.entries(comparison.methods)) {
    const run = await add(name, title, note, overlay, null, overlayPaths(overlay));
    const judged = run ? controlledBy(run) : null;
    if (!comparison.controls || !judged) continue;
    for (const control of controlsOf(name, title, judged, catalogs["weighter"]!.neutral!)) {
      const laid = mergeConfig(overlay as ConfigTree, control.overlay as ConfigTree, choices);
      await add(`${name}.${control.name}`, control.title, control.note, laid, { of: name, name: control.name }, []);
    }
  }
  const possible = withoutSources(opened, impossible);
  const methods = describeAll(possible);
  refuseImpossible(comparison, impossible);
  const runs = possible.map(({ asWritten }) => asWritten);
  refuseUnread([...new Set(set)], runs);
  const isPossible = (name: string) => !impossible.some((method) => name === method.name || name.startsWith(`${method.name}.`));
  const contrasts = comparison.contrasts.filter((pair) => pair.every(isPossible));
  const left = comparison.contrasts.filter((pair) => !contrasts.includes(pair));
  const [first] = runs as [OpenedRun];
  checkNames({ ...comparison, contrasts }, methods, first);
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
      ...notes,
      ...(lowered ? [lowered.note] : []),
      ...impossible.map(({ name, reason }) => `Method ${name} is not possible: ${reason}`),
      ...(comparison.controls && uncontrolled.length > 0
        ? [`What ${uncontrolled.join(", ")} learns in a later stage has no controls: whether it is the learning that helps is not shown.`]
        : []),
      ...left.map(([a, b]) => `The declared contrast of ${a} and ${b} is not tested: one of them is not possible.`),
    ],
    conditions: planConditions(bench, comparison, first.config),
    dataset: first.dataset,
    protocol: first.protocolDescription,
    numTrials,
    get splits() {
      return (splits ??= Array.from({ length: numTrials }, (_, trial) => first.splitOf(trial)));
    },
    metrics: describeMetrics(first.task.scoring),
    positive: first.positive,
    minority: first.minority,
    isTie: first.isTie,
  };
}

/** What has controls: what is learned in the run, or was elsewhere. */
function controlledBy({ plan }: OpenedRun): Parameters<typeof controlsOf>[2] | null {
  if (plan.learned) return { controls: plan.learned.controls, isHere: true };
  const { controls } = plan.declared("weighter");
  return plan.reads("weighter") && controls ? { controls, isHere: false } : null;
}

/** @throws UserError if one is unknown or has a wrong setting. */
function planConditions(
  { catalogs }: Workbench,
  { conditionOf }: ComparisonConfig,
  run: RunConfig,
): Readonly<Record<string, PlannedCondition>> {
  const planned = Object.entries(conditionOf).map(([name, own]): [string, PlannedCondition] => {
    const config = parseComponent("condition", own, catalogs);
    const under = { ...run, components: { ...run.components, condition: config } };
    const { description } = runContainer(under, catalogs, planRun(under, catalogs)).reader("open").get("condition");
    return [name, { description, config }];
  });
  return Object.fromEntries(planned);
}

/** The run without its sampler, if that changes nothing in any trial: planning has seen the first trial only. */
async function withoutSampler(written: ConfigTree, run: OpenedRun, { conditionOf, trials }: ComparisonConfig): Promise<OpenedRun | null> {
  const { bench } = run;
  const { neutral } = bench.catalogs["sampler"]!;
  if (!run.task.data.isUnchanged || run.config.components["sampler"]!.name === neutral) return null;
  // Without synthetic rows these fail, and say why.
  if (run.plan.learned?.what === "contributions" || run.plan.awaited.length > 0) return null;
  for (const condition of Object.values(conditionOf)) {
    for (let trial = 0; trial < (trials ?? run.numTrials); trial++) {
      if (!(await openRun(bench, { ...written, condition: condition as ConfigTree, trial })).task.data.isUnchanged) return null;
    }
  }
  return openRun(bench, { ...written, sampler: { name: neutral } });
}

/** What other programs made for single splits must be there for all that are run: planning has seen the first trial only. */
async function refuseOtherSplits(
  name: string,
  written: ConfigTree,
  { bench, plan, numTrials }: OpenedRun,
  { conditionOf, trials }: ComparisonConfig,
): Promise<void> {
  if (!plan.isOfSplits) return;
  for (const [title, condition] of Object.entries(conditionOf)) {
    for (let trial = 0; trial < (trials ?? numTrials); trial++) {
      try {
        await openRun(bench, { ...written, condition: condition as ConfigTree, trial }, [], true);
      } catch (error) {
        if (error instanceof UserError)
          throw new UserError(`method ${name}, condition ${title}, trial ${trial}: ${error.message}`, { cause: error });
        throw error;
      }
    }
  }
}

function refuseImpossible({ reference, methods }: ComparisonConfig, impossible: readonly ImpossibleMethod[]): void {
  const names = Object.keys(methods);
  const stops =
    impossible.find(({ name }) => name === reference) ??
    (names.every((name) => impossible.some((method) => method.name === name)) ? impossible[0] : undefined);
  if (stops) throw new UserError(`method ${stops.name}: ${stops.reason}`);
}

/** Leaves out the methods that take what an impossible one would find; what is taken of a method that finds no such thing is a mistake. */
function withoutSources(opened: readonly OpenedMethod[], impossible: ImpossibleMethod[]): OpenedMethod[] {
  const gone = new Set(impossible.map(({ name }) => name));
  const finders = (what: Awaited["what"]) =>
    opened
      .filter(({ run: { plan, config } }) =>
        what === "model" ? plan.phases.has("updates") && config.ensemble.members === 1 : plan.learned?.what === what,
      )
      .map(({ name }) => name);
  return opened.filter(({ name, title, note, control, run }) => {
    for (const { role, setting, method, what } of run.plan.awaited) {
      if (gone.has(method)) {
        gone.add(name);
        const reason = `${role}.${setting}: what ${method} finds is not there: that method is not possible.`;
        impossible.push({ name, title, note, reason, controlOf: control?.of ?? null });
        return false;
      }
      if (!finders(what).includes(method))
        throw new UserError(
          `method ${name}: ${role}.${setting}: expected a method that ${what === "model" ? "trains one model" : `learns ${what}`} (${finders(what).join(", ") || "there is none"}), got \`${method}\`.${didYouMean(method, finders(what))}`,
        );
    }
    return true;
  });
}

/** Of what is set for all methods, one that reads it is enough. */
function refuseUnread(set: readonly string[], opened: readonly OpenedRun[]): void {
  const because = (path: string) => opened.map(({ plan }) => plan.idle.get(path)).find((reason) => reason !== undefined);
  const has = ({ bench, config }: OpenedRun, path: string) =>
    !path.includes(".") ||
    !(path.split(".")[0]! in bench.catalogs) ||
    hasSetting(bench, config.components as unknown as ConfigTree, { path: path.split(".") });
  const unread = set.filter(
    (path) => !opened.some((run) => has(run, path) && run.trainings.some(({ plan }) => plan.reads(path) && !plan.idle.has(path))),
  );
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
      throw new UserError(
        `contrasts: expected one of ${names.join(", ")}, got \`${name}\`.${didYouMean(name, names) || " Set `contrasts` anew, e.g. `contrasts=[]`."}`,
      );
  }
  const metrics = Object.keys(describeMetrics(run.task.scoring));
  if (!metrics.includes(primary))
    throw new UserError(`primary: expected one of ${metrics.join(", ")}, got \`${primary}\`.${didYouMean(primary, metrics)}`);
}
