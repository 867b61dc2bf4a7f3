import {
  type ConfigTree,
  parseRunConfig,
  planRun,
  type Reader,
  refuseUnused,
  type RunConfig,
  type RunContainer,
  runContainer,
  type RunPlan,
} from "@evenkeel/compose";
import {
  type Adjustment,
  type Dataset,
  countClasses,
  deriveSeed,
  labelledIn,
  type LabelledRole,
  labelledRoles,
  type Metric,
  minorityOf,
  type ModelInputs,
  NotPossibleError,
  type Protocol,
  type Split,
  streams,
  tokens,
  UserError,
} from "@evenkeel/core";
import { simplify } from "@evenkeel/samplers";
import { checkEvaluation, checkTask, fitEncoder, prepare, type TrainingSettings, updatesPerEpoch, type TrainTask } from "@evenkeel/trainer";
import { catalogs } from "../catalogs.js";
import { refuseLargeData, refuseLargeTraining } from "./memory.js";

/** A run that is ready to train: everything that can be wrong with its config or its data has been found. */
export interface OpenedRun {
  readonly config: RunConfig;
  readonly dataset: Dataset;
  readonly split: Split;
  readonly protocolDescription: string;
  readonly numTrials: number;
  splitOf(trial: number): Split;
  /** The class of interest and the rarest class, decided once for all trials. */
  readonly positive: number;
  readonly minority: number;
  /** Whether another class is as rare: then the last of them is taken. */
  readonly isTie: boolean;
  /** What a reader of the results must know, in sentences. */
  readonly warnings: readonly string[];
  /** The labelled rows that are trained on. */
  readonly rows: readonly LabelledRole[];
  readonly task: TrainTask;
  /** What the run does, told from its config. */
  readonly plan: RunPlan;
}

const loaded = new Map<string, Promise<Dataset>>();

/**
 * Composes a run: components, data, split, rows by role.
 *
 * @param set - dotted paths of what was set for this run alone; each must be read by something.
 * @param isPlanned - whether what the config takes of other methods may still be to be found.
 */
export async function openRun(written: ConfigTree, set: readonly string[] = [], isPlanned: boolean = false): Promise<OpenedRun> {
  const config = parseRunConfig(written, catalogs);
  const plan = planRun(config, catalogs);
  refuseUnused(set, written, config, plan);
  if (!isPlanned) refuseAwaited(plan);
  refuseRedrawn(config, plan);
  const container = runContainer(config, catalogs, plan);
  const [opening, drawing, scoring] = [container.reader("open"), container.reader("draw"), container.reader("score")];
  const metrics = scoring.get("metric");
  refuseSameNames(config, metrics);
  const { dataset, protocol, splitOf } = await openSplits(config, opening);
  refuseLargeData(dataset);
  if (config.trial >= protocol.numTrials)
    throw new UserError(
      `trial: expected one of ${protocol.numTrials} trials, 0 to ${protocol.numTrials - 1}, got ${config.trial}. \`evenkeel components protocol\` says how trials are made.`,
    );
  const split = splitOf(config.trial);
  const counts = protocol.classCounts(dataset);
  const minority = minorityOf(counts, "last");
  const positive = positiveClass(config.positive, dataset, minority);
  const fitted = fitEncoder({ dataset, split, encoder: opening.get("encoder") });
  const inputs: ModelInputs = { featureShape: fitted.featureShape, numClasses: dataset.numClasses };
  const rows = rowsOf(config, plan).filter((role) => (split[role] ?? []).length > 0);
  if (plan.learned && split.meta.length === 0) {
    throw new NotPossibleError(
      `weighter=${config.components["weighter"]!.name}: expected meta rows to learn from, got none. Raise \`protocol.metaFraction\`, or choose \`weighter=${catalogs["weighter"]!.neutral}\`.`,
    );
  }
  const stream = streams(deriveSeed(config.seed, `trial ${config.trial}`));
  const data = prepare({
    dataset,
    split,
    minority,
    planted: config.condition === "planted",
    rows,
    fitted,
    sampler: drawing.get("sampler"),
    mixer: plan.phases.has("updates") ? container.reader("updates").get("mixer") : null,
    names: { sampler: `sampler=${config.components["sampler"]!.name}`, mixer: `mixer=${config.components["mixer"]!.name}` },
    stream,
  });
  container.provide(tokens.modelInputs, inputs);
  container.provide(tokens.classCounts, data.classCounts);
  const model = scoring.get("model");
  if ((model.fit !== undefined) !== plan.phases.has("fit"))
    throw new UserError(
      `model=${config.components["model"]!.name}: expected \`declares\` to say \`fits: ${model.fit !== undefined}\`, got the opposite. Correct it in the component.`,
    );
  const syntheticShare = (data.synthetic?.count ?? 0) / data.naturalRows.length;
  refuseLargeTraining({
    config,
    plan,
    model,
    featureShape: data.train.featureShape,
    numClasses: dataset.numClasses,
    numTest: split.test.length,
    syntheticShare,
  });
  container.make();
  const adjustment = scoring.get("adjustment");
  const task = taskOf(container, plan, {
    data,
    model,
    settings: settingsOf(
      config,
      plan.phases.has("updates")
        ? updatesPerEpoch(data, container.reader("updates").get("batcher"), config.training.batchSize, stream)
        : null,
    ),
    scoring: {
      metrics,
      adjustment,
      positive,
      minority,
      labelPriors: sharesOf(data.classCounts),
      dataPriors: sharesOf(trueCounts(dataset, labelledIn(split))),
    },
    stream,
  });
  if (plan.phases.has("updates")) checkTask(task);
  checkEvaluation(plan.phases.has("updates") ? task : { data, settings: task.settings, scoring: task.scoring });
  checkAdjustment(config, adjustment, data.classCounts, dataset);
  return {
    config,
    plan,
    dataset,
    split,
    protocolDescription: protocol.description,
    numTrials: protocol.numTrials,
    splitOf,
    positive,
    minority,
    isTie: counts.indexOf(counts[minority]!) !== minority,
    warnings: [...data.warnings, ...labelsAlike(config, plan), ...flattered(plan)],
    rows,
    task,
  };
}

/** The task of a run: each part is read by the phase that it belongs to, when it is first asked for. */
function taskOf(
  container: RunContainer,
  { phases, learned }: RunPlan,
  known: Pick<TrainTask, "data" | "model" | "settings" | "scoring" | "stream">,
): TrainTask {
  return {
    ...known,
    learned,
    now: Date.now,
    get classWeights() {
      return container.reader(phases.has("fit") ? "fit" : "updates").get("classWeights");
    },
    get loss() {
      return container.reader("updates").get("loss");
    },
    get learner() {
      return container.reader("updates").get("weighter");
    },
    get batcher() {
      return container.reader("updates").get("batcher");
    },
    get schedule() {
      return container.reader("updates").get("schedule");
    },
    get optimizer() {
      return container.reader("updates").get("optimizer");
    },
    get hypergradient() {
      return phases.has("meta") ? container.reader("meta").get("hypergradient") : null;
    },
    get start() {
      return container.reader("updates").get("start");
    },
    get selection() {
      return container.reader("updates").get("selection");
    },
    get metaOptimizer() {
      return phases.has("meta-updates") ? container.reader("meta-updates").get("metaOptimizer") : null;
    },
  };
}

/** The data of a run and how they are split; no row is prepared. */
export interface OpenedSplits {
  readonly dataset: Dataset;
  readonly protocol: Protocol;
  splitOf(trial: number): Split;
}

/** Which rows a run trains on: all that are labelled, but those that drive what is learned or decide which state is tested. */
export function rowsOf({ training: { rows } }: RunConfig, { learned, phases, declared }: RunPlan): readonly LabelledRole[] {
  if (rows === "labelled") return labelledRoles;
  if (rows === "train") return ["train"];
  const selects = phases.has("updates") && declared("selection").reads === "validation";
  return labelledRoles.filter((role) => !(role === "meta" && learned) && !(role === "validation" && selects));
}

/** @param perEpoch - updates of an epoch of the rows that are drawn first; null for a model that is fitted at once. */
function settingsOf({ training, evaluation }: RunConfig, perEpoch: number | null): TrainingSettings {
  const { epochs, ...settings } = training;
  return {
    ...settings,
    updates: epochs === null || perEpoch === null ? settings.updates : epochs * perEpoch,
    evaluation: { ...evaluation, every: evaluation.every ?? settings.window },
  };
}

/** Rows of each class by their true labels. */
function trueCounts({ rowIds, labels, numClasses }: Dataset, ids: readonly number[]): number[] {
  const labelOf = new Map(Array.from(rowIds, (id, position) => [id, labels[position]!]));
  return countClasses(
    ids.map((id) => labelOf.get(id)!),
    numClasses,
  );
}

function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}

/** What has an entry for each synthetic row would lose it with the row. */
function refuseRedrawn({ training: { redrawEvery } }: RunConfig, { phases, declared }: RunPlan): void {
  if (redrawEvery === null || !phases.has("updates") || !declared("weighter").perSyntheticRow) return;
  throw new UserError(
    `training.redrawEvery: expected rows that are drawn once for a weighter with a parameter for each synthetic row, got a draw every ${redrawEvery} epochs. Leave it out, or choose \`index=anchor\`.`,
  );
}

/** Nothing was found yet by whom a single run would take it. */
function refuseAwaited({ awaited }: RunPlan): void {
  if (awaited.length === 0) return;
  const [{ role, setting, method }] = awaited as [RunPlan["awaited"][number]];
  throw new UserError(
    `${role}.${setting}: expected a value in a single run, got what the method \`${method}\` of a comparison finds. Write it out, or use \`evenkeel compare\`.`,
  );
}

/** Loads the data of a run and opens its protocol. */
export async function openSplits(config: RunConfig, reader?: Reader<"open">): Promise<OpenedSplits> {
  const opening = reader ?? runContainer(config, catalogs, planRun(config, catalogs)).reader("open");
  const dataset = await loadOnce(config, opening);
  const protocol = opening.get("protocol");
  return { dataset, protocol, splitOf: (trial) => protocol.split(dataset, trial, streams(config.seed)) };
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
function labelsAlike({ components }: RunConfig, { reads }: RunPlan): string[] {
  const simpler = reads("partner") && reads("label") ? simplify({ partner: components["partner"]!, label: components["label"]! }) : null;
  return simpler ? [`${simpler.because}. Choose partners of any class, e.g. \`partner=nearest\`, or leave \`label\` out.`] : [];
}

/** Whether the state that is tested was chosen by the test rows. */
export const selectsOnTest = ({ phases, declared }: RunPlan): boolean => phases.has("updates") && declared("selection").reads === "test";

function flattered(plan: RunPlan): string[] {
  if (!selectsOnTest(plan)) return [];
  return ["The tested state was chosen by its scores on the test rows: they are too good, and say nothing of new rows."];
}

/** A class without training rows has no prior that could be taken out. */
function checkAdjustment({ components }: RunConfig, adjustment: Adjustment, counts: readonly number[], { classNames }: Dataset): void {
  const priors = sharesOf(counts);
  const shifts = new Float64Array(counts.length);
  adjustment.adjust(shifts, priors);
  if ([...shifts, ...adjustment.priors(priors)].every(Number.isFinite)) return;
  const rows = classNames.map((name, label) => `${counts[label]} of ${name}`).join(", ");
  throw new NotPossibleError(
    `adjustment=${components["adjustment"]!.name}: expected class shares that shift scores by a finite amount, got training rows ${rows}. Choose \`adjustment=${catalogs["adjustment"]!.neutral}\`, or other settings of it.`,
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

/** Reading a file for every run of a worker would cost more than training on it. */
function loadOnce(config: RunConfig, reader: Reader<"open">): Promise<Dataset> {
  const key = JSON.stringify(config.components["dataset"]);
  const dataset = loaded.get(key) ?? reader.get("dataset").load();
  loaded.set(key, dataset);
  return dataset;
}
