import { type AnyComponent, type Learned, type Learner, labelledRoles, streams, type RunEvent } from "@evenkeel/core";
import { catalogs as datasets } from "@evenkeel/datasets";
import { catalogs as losses } from "@evenkeel/losses";
import { catalogs as meta } from "@evenkeel/meta";
import { catalogs as models } from "@evenkeel/models";
import { catalogs as optimizers } from "@evenkeel/optimizers";
import { catalogs as samplers } from "@evenkeel/samplers";
import { fitChain } from "../src/fit-chain.js";
import { prepare } from "../src/prepare.js";
import type { TrainingData, TrainResult, TrainTask } from "../src/task.js";
import { train } from "../src/train.js";

const role = { ...datasets, ...samplers, ...models, ...losses, ...meta, ...optimizers } as unknown as Record<
  string,
  { get(name: string): AnyComponent }
>;

export function make(of: string, name: string, config: object = {}, ...deps: unknown[]) {
  const component = role[of]!.get(name);
  return component.create(component.schema.parse({ name, ...config }), ...deps);
}

export interface Choice {
  readonly sampler?: string;
  readonly samplerConfig?: object;
  readonly mixer?: string;
  readonly weighter?: string;
  readonly learningRate?: number;
  readonly seed?: number;
  readonly updates?: number;
  readonly redrawEvery?: number;
  readonly validationFraction?: number;
}

/** What a learner whose m goes on from step to step declares. */
export const persisting: Learned = { what: "contributions", persists: true, meanIsOne: false, controls: [] };

const declaredBy = (weighter: string): Learned | null => role["weighter"]!.get(weighter).declares({}, () => ({}) as never).learns ?? null;

export const learned = (): Learner => make("weighter", "learned-contributions", {}, make("index", "row"), make("constraint", "softplus"));

export function taskOn(
  data: TrainingData,
  { weighter = "uniform", learningRate = 0.01, seed = 1, updates = 60, redrawEvery }: Choice,
): TrainTask {
  const learns = declaredBy(weighter);
  return {
    data,
    model: make("model", "mlp", { hidden: [16] }, { featureShape: data.train.featureShape, numClasses: 2 }),
    loss: make("loss", "softmax-cross-entropy"),
    classWeights: make("classWeights", "uniform"),
    batcher: make("batcher", "natural"),
    augmenter: make("augmenter", "none"),
    schedule: make("schedule", "constant"),
    learner: weighter === "learned-contributions" ? learned() : make("weighter", weighter),
    learned: learns,
    hypergradient: learns ? make("hypergradient", "one-step") : null,
    optimizer: make("optimizer", "adam", { learningRate }),
    metaOptimizer: learns?.persists ? make("optimizer", "adam", { learningRate: 0.05, lazy: true }) : null,
    settings: {
      updates,
      batchSize: 32,
      metaBatchPerClass: 4,
      window: 20,
      redrawEvery: redrawEvery ?? null,
      moves: "all",
      evaluation: { every: 20, sets: ["test"], scores: ["loss"] },
    },
    start: make("start", "initialized"),
    selection: { watched: null },
    scoring: {
      metrics: [],
      adjustment: make("adjustment", "none"),
      positive: 1,
      minority: 1,
      labelPriors: [0.5, 0.5],
      dataPriors: [0.5, 0.5],
    },
    stream: streams(seed),
    now: () => 0,
  };
}

/** Breast cancer, one trial of the protocol. */
export async function wdbc({
  sampler = "none",
  samplerConfig,
  mixer = "none",
  weighter = "uniform",
  seed = 1,
  validationFraction = 0,
}: Choice): Promise<TrainingData> {
  const dataset = await make("dataset", "wdbc").load();
  const split = make("protocol", "repeated-cross-validation", { classCounts: [140, 14], validationFraction }).split(
    dataset,
    0,
    streams(seed),
  );
  return prepare({
    dataset,
    split,
    labels: new Map(),
    rows: weighter === "uniform" ? labelledRoles : ["train"],
    fitted: fitChain({ imputer: make("imputer", "none"), encoder: make("encoder", "standardize") }, dataset, split, new Map()).encoder,
    sampler: make("sampler", sampler, samplerConfig),
    mixer: make("mixer", mixer),
    names: { sampler, mixer },
    stream: streams(seed),
  });
}

export async function finish(task: TrainTask): Promise<{ events: RunEvent[]; result: TrainResult }> {
  const events: RunEvent[] = [];
  const training = train(task);
  for (;;) {
    const next = await training.next();
    if (next.done) return { events, result: next.value };
    events.push(next.value);
  }
}

export { disposeResult as release } from "../src/dispose-result.js";
