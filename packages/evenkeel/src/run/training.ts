import { type Reader, type RunConfig, type RunContainer, runContainer, type RunPlan } from "@evenkeel/compose";
import {
  type Adjustment,
  countClasses,
  type Dataset,
  type Elsewhere,
  labelledIn,
  type LabelledRole,
  labelledRoles,
  type Metric,
  NotPossibleError,
  type Split,
  type Stream,
  tokens,
  UserError,
} from "@evenkeel/core";
import {
  checkEvaluation,
  type Chain,
  checkTask,
  type FittedChain,
  fitChain,
  prepare,
  type TrainingSettings,
  type TrainTask,
  updatesPerEpoch,
} from "@evenkeel/trainer";
import { elsewhereOf, splitManifest } from "@evenkeel/datasets";
import type { Workbench } from "../workbench/workbench.js";
import { refuseLargeTraining } from "./memory.js";
import type { Stage } from "./stages.js";

/** One training of a run that is ready to begin. */
export interface Training extends Stage {
  readonly task: TrainTask;
  readonly chain: FittedChain;
  /** The labelled rows that are trained on. */
  readonly rows: readonly LabelledRole[];
}

/** What trainings of a run share, and the rows and draws of this one. */
export interface TrainingOn {
  readonly dataset: Dataset;
  readonly split: Split;
  /** Labels that are not the true ones, by row id. */
  readonly labels: ReadonlyMap<number, number>;
  readonly chain: Chain;
  readonly metrics: readonly Metric[];
  readonly adjustment: Adjustment;
  readonly positive: number;
  readonly minority: number;
  readonly stream: Stream;
}

/** Composes a training: its components, in a container of its own, and its rows by role. */
export function openTraining(
  { bench, config, plan }: Stage,
  stages: readonly Stage[],
  on: TrainingOn,
  container: RunContainer = runContainer(config, bench.catalogs, plan),
): Training {
  const { split, labels, positive, minority, metrics, adjustment, stream } = on;
  refuseRedrawn(config, plan);
  refuseUnembedded(config, plan);
  if (plan.learned && split.meta.length === 0) {
    throw new NotPossibleError(
      `weighter=${config.components["weighter"]!.name}: expected meta rows to learn from, got none. Raise \`protocol.metaFraction\`, or choose \`weighter=${bench.catalogs["weighter"]!.neutral}\`.`,
    );
  }
  const rows = rowsOf(config, stages).filter((role) => (split[role] ?? []).length > 0);
  const updating = plan.phases.has("updates") ? container.reader("updates") : null;
  const chain = fitChain(on.chain, on.dataset, split, labels);
  const { filled: dataset, encoder: fitted } = chain;
  container.provide(tokens.elsewhere, elsewhereFor(bench, config, on, chain));
  const data = prepare({
    dataset,
    split,
    labels,
    rows,
    fitted,
    sampler: container.reader("draw").get("sampler"),
    mixer: updating?.get("mixer") ?? null,
    names: { sampler: `sampler=${config.components["sampler"]!.name}`, mixer: `mixer=${config.components["mixer"]!.name}` },
    stream,
  });
  container.provide(tokens.modelInputs, { featureShape: fitted.featureShape, numClasses: dataset.numClasses });
  container.provide(tokens.classCounts, data.classCounts);
  const model = container.reader("score").get("model");
  const isFitted = (model.fit ?? model.given) !== undefined;
  if (isFitted !== plan.phases.has("fit"))
    throw new UserError(
      `model=${config.components["model"]!.name}: expected \`declares\` to say \`fits: ${isFitted}\`, got the opposite. Correct it in the component.`,
    );
  refuseLargeTraining({
    config,
    plan,
    model,
    featureShape: data.train.featureShape,
    numClasses: dataset.numClasses,
    numTest: split.test.length,
    syntheticShare: (data.synthetic?.count ?? 0) / data.naturalRows.length,
  });
  container.make();
  const perEpoch = updating && updatesPerEpoch(data, updating.get("batcher"), config.training.batchSize, stream);
  const settings = settingsOf(config, perEpoch);
  refuseNoRedraw(config, perEpoch, settings.updates);
  const task = taskOf(container, plan, {
    data,
    model,
    settings,
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
  if (updating) checkTask(task);
  // Scores that are not there, or of other rows, are found before anything trains.
  model.given?.(data.test.ids);
  checkEvaluation(updating ? task : { data, settings: task.settings, scoring: task.scoring });
  return { bench, config, plan, rows, task, chain };
}

/** Made when a component asks for it: a split is hashed for those alone. */
function elsewhereFor(
  { catalogs }: Workbench,
  { components }: RunConfig,
  { dataset, split, labels }: TrainingOn,
  { encode }: FittedChain,
): Elsewhere {
  let made: Elsewhere | null = null;
  const of = (): Elsewhere =>
    (made ??= elsewhereOf({
      split: splitManifest(split, dataset, labels).hash,
      dataset,
      isFilled: components["imputer"]!.name !== catalogs["imputer"]!.neutral,
      encode,
    }));
  return {
    get split() {
      return of().split;
    },
    classNames: dataset.classNames,
    table: (file) => of().table(file),
    rows: (file, label) => of().rows(file, label),
  };
}

/** The task of a training: each part is read by the phase that it belongs to, when it is first asked for. */
function taskOf(
  container: RunContainer,
  { phases, learned }: RunPlan,
  known: Pick<TrainTask, "data" | "model" | "settings" | "scoring" | "stream">,
): TrainTask {
  const updating = (): Reader<"updates"> => container.reader("updates");
  return {
    ...known,
    learned,
    now: Date.now,
    get classWeights() {
      return container.reader(phases.has("fit") ? "fit" : "updates").get("classWeights");
    },
    get loss() {
      return updating().get("loss");
    },
    get learner() {
      return updating().get("weighter");
    },
    get batcher() {
      return updating().get("batcher");
    },
    get augmenter() {
      return updating().get("augmenter");
    },
    get schedule() {
      return updating().get("schedule");
    },
    get optimizer() {
      return updating().get("optimizer");
    },
    get hypergradient() {
      return phases.has("meta") ? container.reader("meta").get("hypergradient") : null;
    },
    get start() {
      return updating().get("start");
    },
    get selection() {
      return updating().get("selection");
    },
    get metaOptimizer() {
      return phases.has("meta-updates") ? container.reader("meta-updates").get("metaOptimizer") : null;
    },
  };
}

/**
 * Which rows a stage trains on: all that are labelled, but those that drive what is learned, decide which state is tested or are looked at
 * as validation rows, in any stage: what has been trained on once can do none of this.
 */
export function rowsOf({ training: { rows } }: RunConfig, stages: readonly Stage[]): readonly LabelledRole[] {
  if (rows === "train") return ["train"];
  const learns = stages.some(({ plan }) => plan.learned);
  const isMetaApart = learns || rows === "without-meta";
  const free = labelledRoles.filter((role) => !(role === "meta" && isMetaApart) && !(role === "validation" && readsValidation(stages)));
  const taken = labelledRoles.find((role) => !free.includes(role));
  if (rows === "labelled" && taken !== undefined)
    throw new UserError(
      `training.rows: expected \`auto\` or \`train\` in a run that reads ${taken} rows for something else, got \`labelled\`, which would train on them too. Leave it out.`,
    );
  return free;
}

/** Whether the validation rows decide which state is tested, or are looked at while training. */
export const readsValidation = (stages: readonly Stage[]): boolean =>
  stages.some(
    ({ config: { evaluation }, plan }) =>
      selectsOn(plan) === "validation" || (plan.phases.has("updates") && evaluation.sets.includes("validation")),
  );

/** The rows that decide which state is tested; undefined where none do. */
export const selectsOn = ({ phases, declared }: RunPlan): "validation" | "test" | undefined =>
  phases.has("updates") ? declared("selection").reads : undefined;

/** @param perEpoch - updates of an epoch of the rows that are drawn first; null for a model that is fitted at once. */
function settingsOf({ training, evaluation }: RunConfig, perEpoch: number | null): TrainingSettings {
  const { epochs, ...settings } = training;
  return {
    ...settings,
    updates: epochs === null || perEpoch === null ? settings.updates : epochs * perEpoch,
    evaluation: { ...evaluation, every: evaluation.every ?? settings.window },
  };
}

/** What has an entry for each synthetic row would lose it with the row. */
function refuseRedrawn({ training: { redrawEvery } }: RunConfig, { phases, declared }: RunPlan): void {
  if (redrawEvery === null || !phases.has("updates") || !declared("weighter").perSyntheticRow) return;
  throw new UserError(
    `training.redrawEvery: expected rows that are drawn once for a weighter with a parameter for each synthetic row, got a draw every ${redrawEvery} epochs. Leave it out, or choose \`index=anchor\`.`,
  );
}

/** A draw that would come after the training. */
function refuseNoRedraw({ training: { redrawEvery } }: RunConfig, perEpoch: number | null, updates: number): void {
  if (redrawEvery === null || perEpoch === null || redrawEvery * perEpoch < updates) return;
  throw new UserError(
    `training.redrawEvery: expected fewer epochs than the training has, which is ${updates} updates at ${perEpoch} an epoch, got ${redrawEvery}: nothing would be drawn anew. Lower it, or leave it out.`,
  );
}

/** Neighbours in an embedding need a model that has one, and a draw after it was trained. */
function refuseUnembedded({ training: { redrawEvery }, components }: RunConfig, { phases, declared }: RunPlan): void {
  if (!declared("sampler").embeds) return;
  if (!phases.has("updates"))
    throw new UserError(
      `space: expected \`input\` with model=${components["model"]!.name}, which is fitted at once and has no embedding, got \`embedding\`. Leave it out, or choose another model.`,
    );
  if (redrawEvery === null)
    throw new UserError(
      "training.redrawEvery: expected the epochs between two draws for neighbours in the embedding (`space=embedding`), which no model has learned before the first draw, got null. Set it, e.g. `training.redrawEvery=5`, or leave `space` out.",
    );
}

/** Rows of each class by their true labels. */
function trueCounts({ rowIds, labels, numClasses }: Dataset, ids: readonly number[]): number[] {
  const labelOf = new Map(Array.from(rowIds, (id, position) => [id, labels[position]!]));
  return countClasses(
    ids.map((id) => labelOf.get(id)!),
    numClasses,
  );
}

export function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}
