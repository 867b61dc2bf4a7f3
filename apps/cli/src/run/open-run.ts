import { type ConfigTree, parseRunConfig, refuseUnused, type RunConfig, type RunContainer, runContainer } from "@evenkeel/compose";
import { type Adjustment, type Dataset, deriveSeed, type Learned, type Metric, minorityOf, type Model, type Split, streams, tokens, UserError, type Weighter } from "@evenkeel/core";
import { learnsOverSteps, prepare, type TrainTask } from "@evenkeel/trainer";
import { catalogs } from "../catalogs.js";

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
  const dataset = await loadOnce(config, container);
  const protocol = container.get("protocol");
  const splitOf = (trial: number) => protocol.split(dataset, trial, streams(config.seed));
  const split = splitOf(config.trial);
  const minority = minorityOf(protocol.classCounts(dataset), "last");
  const positive = positiveClass(config.positive, dataset, minority);
  const weighter = container.get("weighter");
  const rows = config.training.rows === "auto" ? (weighter.usesMetaSet ? "train" : "labelled") : config.training.rows;
  const stream = streams(deriveSeed(config.seed, `trial ${config.trial}`));
  const data = prepare({
    dataset,
    split,
    minority,
    planted: config.condition === "planted",
    rows,
    encoder: container.get("encoder"),
    sampler: container.get("sampler"),
    mixer: container.get("mixer"),
    stream,
  });
  container.provide(tokens.modelInputs, { featureShape: data.train.featureShape, numClasses: dataset.numClasses });
  container.provide(tokens.classCounts, data.classCounts);
  const model = container.get("model");
  const task: TrainTask = {
    data,
    model,
    loss: container.get("loss"),
    classWeights: container.get("classWeights"),
    weighter,
    get direction() {
      return container.get("direction");
    },
    get derivative() {
      return container.get("derivative");
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
  const isUsed = usage(container, task, model, weighter);
  refuseUnused(set, isUsed, (path) => explain(path, config));
  return {
    config,
    dataset,
    split,
    protocolDescription: protocol.description,
    numTrials: protocol.numTrials,
    splitOf,
    positive,
    minority,
    warnings: data.warnings,
    rows,
    task,
    metrics: container.metrics,
    adjustment,
    learned: weighter.learns ?? null,
    isUsed,
  };
}

function positiveClass(name: string | null, { classNames }: Dataset, minority: number): number {
  if (name === null) return minority;
  const classes = classNames.join(", ");
  if (classNames.length !== 2) throw new UserError(`positive: expected none for ${classNames.length} classes, each of which is scored against the rest, got \`${name}\`. Leave it out.`);
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

/** Asks for what training will ask for, and tells what nothing reads. */
function usage(container: RunContainer, task: TrainTask, model: Model, weighter: Weighter): (path: string) => boolean {
  const isTrained = !model.fit;
  const isBilevel = isTrained && weighter.usesMetaSet;
  if (isTrained) void task.optimizer;
  if (isBilevel) void [task.direction, task.derivative];
  if (isTrained && learnsOverSteps(weighter)) void task.metaOptimizer;
  const used = container.used();
  const settings: Readonly<Record<string, boolean>> = {
    "training.updates": isTrained,
    "training.batchSize": isTrained,
    "training.window": isTrained,
    "training.metaBatchPerClass": isBilevel,
    "training.permuteWeights": isBilevel && weighter.learns?.what === "batch-weights",
  };
  return (path) => settings[path] ?? (used.has(path.split(".")[0]!) || !(path.split(".")[0]! in catalogs));
}

function explain(path: string, { components }: RunConfig): string {
  const names = ["sampler", "mixer", "model", "weighter"].map((role) => `${role}=${components[role]!.name}`);
  return `${names.join(" ")} ${path.startsWith("training") ? "train" : "are made"} without it.`;
}
