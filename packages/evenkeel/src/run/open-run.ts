import {
  type ConfigTree,
  parseRunConfig,
  planRun,
  refuseUnused,
  type RunConfig,
  type RunContainer,
  runContainer,
  type RunPlan,
} from "@evenkeel/compose";
import {
  type Adjustment,
  type Dataset,
  deriveSeed,
  type LabelledRole,
  type Metric,
  minorityOf,
  NotPossibleError,
  type SinkMaker,
  type Split,
  streams,
  UserError,
} from "@evenkeel/core";
import { simplify } from "@evenkeel/samplers";
import { conditioned, isUnchanged, type TrainTask } from "@evenkeel/trainer";
import { withPresets } from "../workbench/presets.js";
import type { Workbench } from "../workbench/workbench.js";
import { checkAdjustment } from "./check-adjustment.js";
import { openSplits, refuseChanged } from "./load-data.js";
import { refuseLargeData } from "./memory.js";
import { type FileRead, judgeModelFiles, modelFiles, otherFiles } from "./model-files.js";
import { type Stage, stagesOf } from "./stages.js";
import { openTraining, selectsOn, type Training } from "./training.js";

/** A run that is ready to train: everything that can be wrong with its config or its data has been found. */
export interface OpenedRun {
  readonly bench: Workbench;
  readonly config: RunConfig;
  readonly dataset: Dataset;
  /** Under the condition. */
  readonly split: Split;
  /** Row ids that the run trains on with labels that are not the true ones. */
  readonly mislabelled: readonly number[];
  /** Labels that the condition changed, by row id. */
  readonly labels: ReadonlyMap<number, number>;
  readonly conditionDescription: string;
  readonly protocolDescription: string;
  readonly numTrials: number;
  /** The split of another trial of the same protocol, before any condition. */
  splitOf(trial: number): Split;
  /** The class of interest and the rarest class, decided once for all trials. */
  readonly positive: number;
  readonly minority: number;
  /** Whether another class is as rare: then the last of them is taken. */
  readonly isTie: boolean;
  /** What counts by content: models that it begins with, and what other programs made. */
  readonly files: readonly FileRead[];
  /** What a reader of the results must know, in sentences. */
  readonly warnings: readonly string[];
  /** The labelled rows that are trained on, and the task, of the first training. */
  readonly rows: readonly LabelledRole[];
  readonly task: TrainTask;
  /** One for each stage. */
  readonly trainings: readonly Training[];
  /** The same on other rows, or with other draws: those of a name of its own. */
  trainingsOn(on: { readonly split: Split; readonly name: readonly string[] }, container?: RunContainer): readonly Training[];
  readonly adjustment: Adjustment;
  /** Who is told what the run does. */
  readonly sinks: readonly SinkMaker[];
  /** What the run does, told from its config. */
  readonly plan: RunPlan;
}

/**
 * Composes a run: components, data, split, rows by role.
 *
 * @param set - dotted paths of what was set for this run alone; each must be read by something.
 * @param isPlanned - whether what the config takes of other methods may still be to be found.
 */
export async function openRun(
  bench: Workbench,
  given: ConfigTree,
  set: readonly string[] = [],
  isPlanned: boolean = false,
): Promise<OpenedRun> {
  const { catalogs } = bench;
  const written = withPresets(bench, given);
  const config = parseRunConfig(written, catalogs);
  const plan = planRun(config, catalogs);
  if (!isPlanned) refuseAwaited(plan);
  const stages = stagesOf(written, { bench, config, plan });
  // What a later stage alone reads, it inherits.
  const isRead = (path: string): boolean => stages.slice(1).some(({ plan: { reads, idle } }) => reads(path) && !idle.has(path));
  refuseUnused(
    set.filter((path) => !isRead(path)),
    written,
    config,
    plan,
  );
  const container = runContainer(config, catalogs, plan);
  const [opening, scoring] = [container.reader("open"), container.reader("score")];
  const metrics = scoring.get("metric");
  refuseSameNames(config, metrics);
  const { dataset, protocol, splitOf } = await openSplits(bench, config, opening);
  refuseLargeData(dataset);
  if (config.trial >= protocol.numTrials)
    throw new UserError(
      `trial: expected one of ${protocol.numTrials} trials, 0 to ${protocol.numTrials - 1}, got ${config.trial}. \`evenkeel components protocol\` says how trials are made.`,
    );
  const counts = protocol.classCounts(dataset);
  const asDrawn = { dataset, split: splitOf(config.trial), classCounts: counts, trial: config.trial, labels: new Map<number, number>() };
  const condition = opening.get("condition");
  const under = conditioned(`condition=${config.components["condition"]!.name}`, condition, asDrawn, streams(config.seed));
  const { split } = under;
  const models = modelFiles(plan);
  const minority = minorityOf(counts, "last");
  const positive = positiveClass(config.positive, dataset, minority);
  const adjustment = scoring.get("adjustment");
  const shared = {
    dataset,
    labels: under.labels,
    chain: { imputer: opening.get("imputer"), encoder: opening.get("encoder") },
    metrics,
    adjustment,
    positive,
    minority,
  };
  const trainingsOn: OpenedRun["trainingsOn"] = ({ split: on, name }, own) =>
    stages.map((stage, i) => {
      const stream = streams(deriveSeed(config.seed, [`trial ${config.trial}`, ...name, ...(i > 0 ? [`stage ${i}`] : [])].join(" ")));
      return openTraining(stage, stages, { ...shared, split: on, stream }, i === 0 ? own : undefined);
    });
  const trainings = trainingsOn({ split, name: [] }, container);
  const [{ task, rows }] = trainings as [Training];
  const { data } = task;
  if (bench.hasOwn) refuseChanged(config, dataset);
  checkAdjustment(adjustment, stages, task, dataset);
  refuseWeightsOfOtherRows(config, plan);
  return {
    bench,
    config,
    plan,
    dataset,
    split,
    mislabelled: Array.from(data.train.ids).filter((id) => under.labels.has(id)),
    labels: under.labels,
    conditionDescription: condition.description,
    protocolDescription: protocol.description,
    numTrials: protocol.numTrials,
    splitOf,
    positive,
    minority,
    isTie: counts.indexOf(counts[minority]!) !== minority,
    files: [...models, ...otherFiles(plan)],
    warnings: [
      ...judgeModelFiles(models, config, dataset, split),
      ...(under.warnings ?? []),
      ...(catalogs["condition"]!.neutral !== config.components["condition"]!.name && isUnchanged(asDrawn, under)
        ? [
            `condition=${config.components["condition"]!.name} changes no label and no row of this trial: the run is the same as with \`condition=${catalogs["condition"]!.neutral}\`.`,
          ]
        : []),
      ...(set.includes("protocol.validationFraction") && rows.includes("validation") && config.training.rows === "auto"
        ? [
            "Nothing reads the validation rows that the protocol sets apart: they are trained on. `selection=best-on-validation` reads them, or `evaluation.sets=[test,validation]`.",
          ]
        : []),
      ...new Set(trainings.flatMap((training) => [...training.task.data.warnings, ...labelsAlike(training), ...flattered(stages)])),
    ],
    rows,
    task,
    trainings,
    trainingsOn,
    adjustment,
    sinks: container.reader("report").get("sink"),
  };
}

/** Nothing was found yet by whom a single run would take it. */
function refuseAwaited({ awaited }: RunPlan): void {
  if (awaited.length === 0) return;
  const [{ role, setting, method }] = awaited as [RunPlan["awaited"][number]];
  throw new UserError(
    `${role}.${setting}: expected a value in a single run, got what the method \`${method}\` of a comparison finds. Write it out, or use \`evenkeel compare\`.`,
  );
}

/** Of two metrics that call a score alike one would silently replace the other. */
function refuseSameNames({ lists: { metric: chosen } }: RunConfig, metrics: readonly Metric[]): void {
  const keys = metrics.map(({ describe }) => Object.keys(describe));
  keys.forEach((own, i) => {
    const [same] = own.filter((key) => keys.slice(0, i).some((others) => others.includes(key)));
    if (same !== undefined)
      throw new UserError(`metrics: expected each score once, got \`${same}\` of \`${chosen![i]!.name}\` twice. Leave one of them out.`);
  });
}

/** A label rule that partners leave nothing to decide. */
function labelsAlike({ config: { components }, plan: { reads } }: Stage): string[] {
  const simpler = reads("partner") && reads("label") ? simplify({ partner: components["partner"]!, label: components["label"]! }) : null;
  return simpler ? [`${simpler.because}. Choose partners of any class, e.g. \`partner=nearest\`, or leave \`label\` out.`] : [];
}

/** Whether a state was chosen by the test rows. */
export const selectsOnTest = (trainings: readonly Stage[]): boolean => trainings.some(({ plan }) => selectsOn(plan) === "test");

function flattered(stages: readonly Stage[]): string[] {
  if (!selectsOnTest(stages)) return [];
  return ["The tested state was chosen by its scores on the test rows: they are too good, and say nothing of new rows."];
}

/** Weights of single synthetic rows are those of one draw: other members and folds draw other rows. */
function refuseWeightsOfOtherRows({ components, ensemble }: RunConfig, { phases, given, awaited, declared }: RunPlan): void {
  const isGiven = phases.has("updates") && [...given, ...awaited].some(({ what, role }) => what === "contributions" && role === "weighter");
  if (!isGiven) return;
  const folds = declared("adjustment").outOfFold;
  const others = folds !== undefined ? `${folds} folds of adjustment=${components["adjustment"]!.name}` : `${ensemble.members} members`;
  if (folds === undefined && ensemble.members === 1) return;
  throw new NotPossibleError(
    `weighter=${components["weighter"]!.name}: expected one training, for it weighs the synthetic rows of one draw, got ${others}, which draw rows of their own. Leave one of the two out.`,
  );
}

function positiveClass(name: string | null, { classNames }: Dataset, minority: number): number {
  if (name === null) return minority;
  const classes = classNames.join(", ");
  if (classNames.length !== 2)
    throw new UserError(
      `positive: expected none for ${classNames.length} classes, each of which is scored against the rest, got \`${name}\`. Leave it out.`,
    );
  if (!classNames.includes(name)) throw new UserError(`positive: expected one of the classes ${classes}, got \`${name}\`.`);
  return classNames.indexOf(name);
}
