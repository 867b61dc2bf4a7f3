import type {
  Augmenter,
  Batcher,
  ClassWeights,
  Hypergradient,
  Learned,
  Learner,
  Loss,
  Model,
  Optimizer,
  Pairing,
  Place,
  MadeRows,
  Rows,
  Schedule,
  Selection,
  Start,
  Started,
  RunState,
  Stream,
  Tree,
} from "@evenkeel/core";
import type { LearningFacts } from "./learning-facts.js";
import type { Moving } from "./moving-part.js";
import type { Scoring } from "./score.js";

/** The rows of one draw of the sampler. */
export interface DrawnRows {
  /** Which training rows are trained on: positions in `train`, a repeated row as often as it is used. */
  readonly naturalRows: Int32Array;
  /** Whether the sampler added nothing and removed nothing. */
  readonly isUnchanged: boolean;
  /** Positions of their pairing are in `train`. */
  readonly synthetic: MadeRows | null;
  /**
   * Draws the pairing of the mixed batch at a place; null leaves the batch as it is. Positions are those in `train` and, behind it, among
   * the synthetic rows.
   */
  mix(batchRows: Int32Array, at: Place): Pairing | null;
  /** Where they are mixed. */
  readonly mixesAt: "input" | "embedding";
}

/** The rows of a run, encoded, by role; those of the sampler are of its first draw. */
export interface TrainingData extends DrawnRows {
  /** The training rows before any sampling. */
  readonly train: Rows;
  readonly meta: Rows | null;
  /** Rows that decide which state is tested; null where there are none. */
  readonly validation: Rows | null;
  readonly test: Rows;
  /** Counts of the training labels as given, before any sampling. */
  readonly classCounts: readonly number[];
  /** What a reader of the results must know of these rows, in sentences. */
  readonly warnings: readonly string[];
  /** What the sampler draws the `draw`-th time, from 1: a function of the number and of the embeddings, if it asks for those. */
  drawn(draw: number, embed: (train: Rows) => Rows): DrawnRows;
}

/** Rows that a model can be looked at on. */
export type SetName = "train" | "validation" | "test";

/** What is looked at while training. */
export interface Evaluation {
  /** Updates from one to the next. */
  readonly every: number;
  readonly sets: readonly SetName[];
  /** `loss`, or names that the metrics of the run describe. */
  readonly scores: readonly string[];
}

/** How long and by which batches is trained, and what is looked at. */
export interface TrainingSettings {
  readonly updates: number;
  /** Natural rows in a batch; synthetic ones come on top, in proportion to their number. */
  readonly batchSize: number;
  readonly metaBatchPerClass: number;
  /** Epochs between two draws of the sampler; null draws once. */
  readonly redrawEvery: number | null;
  /** Which parameters move; the others stay as they start. */
  readonly moves: Moving;
  /** Updates between two `windowEnded` events. */
  readonly window: number;
  /** What `evaluated` events tell. */
  readonly evaluation: Evaluation;
  /** The control of learned batch weights: they are handed to other rows of the same class. */
  readonly permuteWeights?: boolean;
}

/** Everything that one run needs. */
export interface TrainTask {
  readonly data: TrainingData;
  readonly model: Model;
  readonly loss: Loss;
  readonly classWeights: ClassWeights;
  readonly batcher: Batcher;
  readonly augmenter: Augmenter;
  readonly schedule: Schedule;
  readonly learner: Learner;
  /** What the learner's component declares: null for one that learns nothing. */
  readonly learned: Learned | null;
  /** Null where nothing is learned. */
  readonly hypergradient: Hypergradient | null;
  readonly optimizer: Optimizer;
  /** Null where no meta-parameters go on from step to step. */
  readonly metaOptimizer: Optimizer | null;
  /** What training starts from. */
  readonly start: Start;
  /** Which state is tested. */
  readonly selection: Selection;
  /** How scores are worked out. */
  readonly scoring: Scoring;
  readonly settings: TrainingSettings;
  readonly stream: Stream;
  /** Milliseconds since 1970-01-01 UTC; goes into events only. */
  readonly now: () => number;
  /** Where the run goes on, by `readRunState`; its tensors are taken over. Without it the run begins. */
  readonly from?: RunState;
  /** Takes the state now and then; it is borrowed for the call, and written by `writeRunState`. */
  readonly onState?: { readonly every: number; take(state: RunState): void };
  /** The hash of config, data and code, which a state carries. */
  readonly run?: string;
  /** Does synchronous work that may take seconds, so that whoever listens to signals can step aside. */
  readonly long?: <T>(work: () => T) => Promise<T>;
}

/** The state of the model that is tested. */
export interface Tested {
  readonly params: Tree;
  readonly modelState: Tree;
  readonly meta: Tree;
  /** Updates that made it. */
  readonly step: number;
}

/** What a run found; its tensors belong to the caller. */
export interface TrainResult {
  /** After the last update. */
  readonly state: RunState;
  /** All of the model, what did not move too. Its tensors are those of `state` and of `still`. */
  readonly tested: Tested;
  /** What did not move. */
  readonly still: Started;
  /** Row-major float64 `[test.count, numClasses]`. */
  readonly testLogits: Float64Array;
  /** Loss of each synthetic row at the end. */
  readonly syntheticLosses: Float64Array | null;
  /** The learned or given weight of each synthetic row at the end. */
  readonly contributions: Float64Array | null;
  readonly learning: LearningFacts;
  /** The rows of the last draw: what losses and contributions of synthetic rows are about. */
  readonly rows: DrawnRows;
  /** Share of each class in what the loss saw, by weight. */
  readonly lossPriors: readonly number[];
  /** What a reader must know of the training, in sentences. */
  readonly warnings?: readonly string[];
}
