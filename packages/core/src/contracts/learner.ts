import type { Tensor } from "@tensorflow/tfjs-core";
import type { Rng } from "../random/rng.js";
import type { Stream } from "../random/streams.js";
import type { MadeRows, Rows } from "../rows.js";
import type { Tree, Value } from "../value.js";
import type { Batch, BatchRows } from "./batch.js";
import type { Learned, LearnedControl } from "./learned.js";
import type { Place } from "./place.js";

/** What a learner may know of one draw of rows. */
export interface LearnerRows {
  readonly numClasses: number;
  /** The training rows before any sampling: the same for every draw. */
  readonly natural: Rows;
  /** Positions of their pairing are in `natural`. */
  readonly synthetic: MadeRows | null;
}

/** Where m enters a step. */
export interface LearnerAt {
  readonly meta: Tree;
  /** By `facts`, for the rows that are drawn now. */
  readonly facts: Tree;
  readonly batch: Batch;
}

/**
 * What is learned about training rows, and how it enters L = Σᵢ wᵢ ℓᵢ / N; uniform weights are 1.
 *
 * Each hook is a function of values: no stream, no step number, nothing read back. Which hooks a learner has says where m enters, so
 * nothing declares it twice.
 */
export interface Learner {
  /** Whether θ moves with what is learned before or after the meta step. */
  readonly use: "old" | "updated";
  /**
   * Looks at the rows of the first draw before anything is trained.
   *
   * @throws UserError for rows that it can do nothing with.
   */
  check?(rows: LearnerRows): void;
  /** m before the first step, owned by the caller; `{}` if nothing persists. Its shapes follow from the natural rows alone, unless an entry is a synthetic row's own. */
  init(rows: LearnerRows, rng: Rng): Tree;
  /** Worked out for each draw of rows, owned by the caller; m goes on. */
  facts?(rows: LearnerRows, rng: Rng): Tree;
  /** float32 `[batch]`, ≥ 0; without it 1. `losses` are those of this batch; they lie on no tape of θ. */
  weigh?(at: LearnerAt, losses: Value): Value;
  /** In place of the batch's features. */
  features?(at: LearnerAt, features: Value): Value;
  /** In place of the batch's targets. */
  targets?(at: LearnerAt, targets: Value): Value;
  /** In place of the model's logits, in the training loss alone. */
  logits?(at: LearnerAt, logits: Value): Value;
  /** Added to the meta loss. */
  penalty?(at: Pick<LearnerAt, "meta" | "facts">): Value;
  /** Back into what is allowed, after a meta step. */
  project?(at: Pick<LearnerAt, "meta" | "facts">): Tree;
  /** 1 for each entry of m that this batch reads, 0 for the others, which keep value and state. Without it all take part. */
  present?(at: LearnerAt): Tree;
  /** Nothing persists: m is made for each batch, the hypergradient taken there with plain descent, and `respond` is the meta step. */
  readonly anew?: { meta(batch: Batch): Tree; respond(metaGradient: Tree, batch: Batch): Tree };
  /** What is random or scheduled in an inner step: a function of the place and its rows. */
  inputs?(at: Place, stream: Stream, rows: BatchRows): Readonly<Record<string, Int32Array | Float32Array>>;
  /** float32 `[synthetic.count]`, what was learned or given for each synthetic row, by name: `weight`. */
  readings?(at: Pick<LearnerAt, "meta" | "facts">): Readonly<Record<string, Value>>;
  /** `[synthetic.count]`, the entry of m that each synthetic row reads. Without it each row has its own. */
  parameterOf?(rows: LearnerRows): Int32Array;
}

export interface WeighterDeclares {
  /** Absent if nothing is learned. */
  readonly learns?: Learned;
  /** Whether it has an entry for each synthetic row, so that rows must be drawn once. */
  readonly perSyntheticRow?: boolean;
  /** The controls of what was learned elsewhere, where nothing is learned here. */
  readonly controls?: readonly LearnedControl[];
}

/** Which entry of m a synthetic row reads. */
export interface ContributionIndex {
  /** How many entries there are: of groups it follows from the natural rows, never from what a draw holds. */
  numParameters(rows: LearnerRows): number;
  /** `[synthetic.count]`, each in [0, numParameters). */
  parameterOf(rows: LearnerRows): Int32Array;
}

export interface IndexDeclares {
  /** Whether an entry is a synthetic row's own. */
  readonly perSyntheticRow?: boolean;
}

/** From free parameters, one for each synthetic row, to contributions: positive, and on a scale that means something. */
export interface ContributionConstraint {
  /** Free parameter at which every row weighs 1. */
  readonly start: number;
  /** What `apply` has to know of the rows that are drawn now. */
  facts(rows: LearnerRows): Readonly<Record<string, Tensor>>;
  /** float32 `[count]` free → float32 `[count]` weights. */
  apply(free: Value, facts: Tree): Value;
}

export interface ConstraintDeclares {
  /** Whether the weights of a class have mean 1 whatever the parameters: then spreading their mass evenly is weighing nothing. */
  readonly meanIsOne?: boolean;
}
