import { type ConfigTree, parseRunConfig, refuseUnused, type RunConfig, type RunContainer, runContainer } from "@evenkeel/compose";
import {
  type Adjustment,
  countClasses,
  type Dataset,
  type Learner,
  deriveSeed,
  type Learned,
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
import { fitEncoder, learnsOverSteps, prepare, type TrainTask } from "@evenkeel/trainer";
import { catalogs } from "../catalogs.js";
import { idleSettings } from "./idle-settings.js";
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
  readonly rows: "train" | "labelled";
  readonly task: TrainTask;
  readonly metrics: readonly Metric[];
  readonly adjustment: Adjustment;
  readonly learned: Learned | null;
  /** The roles and settings that something in the run reads. */
  isUsed(path: string): boolean;
}

const loaded = new Map<string, Promise<Dataset>>();

/**
 * Composes a run: components, data, split, rows by role.
 *
 * @param set - dotted paths of what was set for this run alone; each must be read by something.
 */
export async function openRun(written: ConfigTree, set: readonly string[] = []): Promise<OpenedRun> {
  const config = parseRunConfig(written, catalogs);
  const container = runContainer(config, catalogs);
  refuseSameNames(config, container.metrics);
  const { dataset, protocol, splitOf } = await openSplits(config, container);
  refuseLargeData(dataset);
  if (config.trial >= protocol.numTrials)
    throw new UserError(
      `trial: expected one of ${protocol.numTrials} trials, 0 to ${protocol.numTrials - 1}, got ${config.trial}. \`evenkeel components protocol\` says how trials are made.`,
    );
  const split = splitOf(config.trial);
  const counts = protocol.classCounts(dataset);
  const minority = minorityOf(counts, "last");
  const positive = positiveClass(config.positive, dataset, minority);
  const fitted = fitEncoder({ dataset, split, encoder: container.get("encoder") });
  const inputs: ModelInputs = { featureShape: fitted.featureShape, numClasses: dataset.numClasses };
  const isFitted = isFittedModel(
    config,
    inputs,
    countClasses(
      [...split.train, ...split.meta].map((row) => dataset.labels[row]!),
      dataset.numClasses,
    ),
  );
  // Of what a fitted model does not read nothing is made, so that a setting of it is found to be unused.
  const weighter = isFitted ? null : container.get("weighter");
  const mixer = isFitted ? null : container.get("mixer");
  const rows = rowsOf(config, weighter);
  if (weighter?.usesMetaSet && split.meta.length === 0) {
    throw new NotPossibleError(
      `weighter=${config.components["weighter"]!.name}: expected meta rows to learn from, got none. Raise \`protocol.metaFraction\`, or choose \`weighter=uniform\`.`,
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
    sampler: container.get("sampler"),
    mixer,
    names: { sampler: `sampler=${config.components["sampler"]!.name}`, mixer: `mixer=${config.components["mixer"]!.name}` },
    stream,
  });
  container.provide(tokens.modelInputs, inputs);
  container.provide(tokens.classCounts, data.classCounts);
  const model = container.get("model");
  const syntheticShare = (data.synthetic?.count ?? 0) / data.naturalRows.length;
  refuseLargeTraining({
    config,
    model,
    featureShape: data.train.featureShape,
    numClasses: dataset.numClasses,
    numTest: split.test.length,
    syntheticShare,
    usesMetaSet: weighter?.usesMetaSet ?? false,
  });
  const task: TrainTask = {
    data,
    model,
    get loss() {
      return container.get("loss");
    },
    classWeights: container.get("classWeights"),
    get learner() {
      return container.get("weighter");
    },
    get hypergradient() {
      return container.get("hypergradient");
    },
    get optimizer() {
      return container.get("optimizer");
    },
    get metaOptimizer() {
      return container.get("metaOptimizer");
    },
    settings: config.training,
    stream,
    now: Date.now,
  };
  const adjustment = container.get("adjustment");
  const isUsed = usage(container, config, task, weighter);
  const idle = idleSettings(config);
  refuseUnused(
    writtenOut(set, written),
    (path) => isUsed(path) && !idle.has(path),
    (path) => (isUsed(path) ? idle.get(path)! : explain(path, config, isFitted)),
  );
  checkAdjustment(config, adjustment, data.classCounts, dataset);
  return {
    config,
    dataset,
    split,
    protocolDescription: protocol.description,
    numTrials: protocol.numTrials,
    splitOf,
    positive,
    minority,
    isTie: counts.indexOf(counts[minority]!) !== minority,
    warnings: [...data.warnings, ...labelsAlike(config, isUsed)],
    rows,
    task,
    metrics: container.metrics,
    adjustment,
    learned: weighter?.learns ?? null,
    isUsed,
  };
}

/** The data of a run and how they are split; no row is prepared. */
export interface OpenedSplits {
  readonly dataset: Dataset;
  readonly protocol: Protocol;
  splitOf(trial: number): Split;
}

/** Which rows a run trains on, told without its data: of a model that is fitted at once the weighter is not asked. */
export function plannedRows(config: RunConfig): "train" | "labelled" {
  return rowsOf(config, runContainer(config, catalogs).get("weighter"));
}

function rowsOf({ training: { rows } }: RunConfig, weighter: Learner | null): "train" | "labelled" {
  if (rows !== "auto") return rows;
  return weighter?.usesMetaSet ? "train" : "labelled";
}

/** Loads the data of a run and opens its protocol. */
export async function openSplits(config: RunConfig, container: RunContainer = runContainer(config, catalogs)): Promise<OpenedSplits> {
  const dataset = await loadOnce(config, container);
  const protocol = container.get("protocol");
  return { dataset, protocol, splitOf: (trial) => protocol.split(dataset, trial, streams(config.seed)) };
}

/** Only the model itself can tell; it is asked in a container of its own, since the rows of the run depend on the answer. */
function isFittedModel(config: RunConfig, inputs: ModelInputs, classCounts: readonly number[]): boolean {
  const container = runContainer(config, catalogs);
  container.provide(tokens.modelInputs, inputs);
  container.provide(tokens.classCounts, classCounts);
  return container.get("model").fit !== undefined;
}

/** Settings that were set as a group, one by one: `training={updates: 5}` as `training.updates`. */
function writtenOut(set: readonly string[], written: ConfigTree): string[] {
  const isGroup = (path: string) => path === "training" || path === "engine";
  return set.flatMap((path) => (isGroup(path) ? Object.keys((written[path] ?? {}) as object).map((key) => `${path}.${key}`) : [path]));
}

/** Of two metrics that call a score alike one would silently replace the other. */
function refuseSameNames({ metrics: chosen }: RunConfig, metrics: readonly Metric[]): void {
  const keys = metrics.map(({ describe }) => Object.keys(describe));
  keys.forEach((own, i) => {
    const [same] = own.filter((key) => keys.slice(0, i).some((others) => others.includes(key)));
    if (same !== undefined)
      throw new UserError(`metrics: expected each score once, got \`${same}\` of \`${chosen[i]!.name}\` twice. Leave one of them out.`);
  });
}

/** A label rule that partners leave nothing to decide. */
function labelsAlike({ components }: RunConfig, isUsed: (path: string) => boolean): string[] {
  const simpler = isUsed("partner") && isUsed("label") ? simplify({ partner: components["partner"]!, label: components["label"]! }) : null;
  return simpler ? [`${simpler.because}. Choose partners of any class, e.g. \`partner=nearest\`, or leave \`label\` out.`] : [];
}

/** A class without training rows has no prior that could be taken out. */
function checkAdjustment({ components }: RunConfig, adjustment: Adjustment, counts: readonly number[], { classNames }: Dataset): void {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const priors = counts.map((count) => count / total);
  const shifts = new Float64Array(counts.length);
  adjustment.adjust(shifts, priors);
  if ([...shifts, ...adjustment.priors(priors)].every(Number.isFinite)) return;
  const rows = classNames.map((name, label) => `${counts[label]} of ${name}`).join(", ");
  throw new NotPossibleError(
    `adjustment=${components["adjustment"]!.name}: expected class shares that shift scores by a finite amount, got training rows ${rows}. Choose \`adjustment=none\`, or other settings of it.`,
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
function loadOnce(config: RunConfig, container: RunContainer): Promise<Dataset> {
  const key = JSON.stringify(config.components["dataset"]);
  const source = container.get("dataset");
  const dataset = loaded.get(key) ?? source.load();
  loaded.set(key, dataset);
  return dataset;
}

/** Asks for what training will ask for, and tells what nothing reads. `weighter` is null for a model that is fitted at once. */
function usage(container: RunContainer, { engine }: RunConfig, task: TrainTask, weighter: Learner | null): (path: string) => boolean {
  const isBilevel = weighter?.usesMetaSet ?? false;
  if (weighter) void [task.loss, task.optimizer];
  if (weighter && learnsOverSteps(weighter)) void [task.metaOptimizer, task.hypergradient];
  const used = container.used();
  const settings: Readonly<Record<string, boolean>> = {
    "training.updates": weighter !== null,
    "training.batchSize": weighter !== null,
    "training.window": weighter !== null,
    "training.metaBatchPerClass": isBilevel,
    "training.redrawEvery": weighter !== null && !task.data.isUnchanged,
    "training.permuteWeights": isBilevel && weighter?.learns?.what === "batch-weights",
    "engine.fusedMultiplyAdd": engine.name !== "native",
  };
  return (path) => settings[path] ?? (used.has(path.split(".")[0]!) || !(path.split(".")[0]! in catalogs));
}

function explain(path: string, { components }: RunConfig, isFitted: boolean): string {
  if (isFitted)
    return `model=${components["model"]!.name} is fitted at once to the rows of the sampler, weighted by classWeights: no batches, no loss but its own, no weights that are learned.`;
  const names = ["sampler", "mixer", "model", "weighter"].map((role) => `${role}=${components[role]!.name}`);
  return `${names.join(" ")} ${path.startsWith("training") ? "train" : "are made"} without it.`;
}
