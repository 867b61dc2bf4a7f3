import type { Tree, Value } from "../value.js";
import type { Batch } from "./batch.js";
import type { Pairing } from "./parents.js";
import type { Rng } from "../random/rng.js";

/** What a weighter may know of the rows of a run before it begins. */
export interface WeighterContext {
  readonly numNatural: number;
  readonly numClasses: number;
  readonly synthetic: SyntheticContext | null;
  readonly rng: Rng;
}

export interface SyntheticContext {
  readonly count: number;
  /** `[count]`, the class with the largest target. */
  readonly labels: Int32Array;
  readonly pairing: Pairing | null;
  /** Class of each training row, by position. */
  readonly trainLabels: Int32Array;
  /** Row-major `[count, numFeatures]`, encoded as the model sees them. */
  readonly features: Float32Array;
  readonly numFeatures: number;
}

/**
 * How much each example of a batch counts. The training loss is always L = Σᵢ wᵢ ℓᵢ / N; uniform weights are 1.
 *
 * A weighter says what the meta-parameters m are, where the hypergradient is linearized, and how m enters L.
 */
export interface Weighter {
  /** Without a meta set, nothing is learned about the weights and no meta batch is drawn. */
  readonly usesMetaSet: boolean;
  /**
   * `current`: m persists, and θ′ is the real update. `zero`: m is the batch's weights at 0 with a plain gradient step, so
   * that θ′ = θ; nothing persists, and `respond` turns the hypergradient into weights.
   */
  readonly linearizeAt: "zero" | "current";
  /** Whether θ moves with the weights before or after the meta step. */
  readonly use: "old" | "updated";
  /** New meta-parameters, owned by the caller; `{}` if nothing persists. */
  init(context: WeighterContext): Tree;
  /** float32 `[batch]`, ≥ 0, differentiable in `meta`. `losses` are those of this batch, detached by the trainer. */
  weigh(meta: Tree, batch: Batch, losses: Value): Value;
  /** Only with `linearizeAt: "zero"`: the weights from d metaLoss / d m at m = 0, both float32 `[batch]`. */
  respond?(hypergradient: Value, batch: Batch): Value;
  /** 1 for each entry of the meta-parameters that this batch reads. Without it, all take part in every meta step. */
  present?(meta: Tree, batch: Batch): Tree;
  /** The weight of every synthetic row, `[count]`; only for weighters that learn one. */
  contributions?(meta: Tree): Float64Array;
  /** `[count]`, the meta-parameter that each synthetic row reads, after `init`. Without it each has its own. */
  parameterOf?(): Int32Array;
  /** What learning changes, for the controls that an experiment adds by itself; absent if nothing is learned. */
  readonly learns?: Learned;
}

/** `contributions` of synthetic rows persist and can be handed to another run; `batch-weights` are made anew in each step. */
export interface Learned {
  readonly what: "contributions" | "batch-weights";
  /** Whether the mean weight of a class stays 1 whatever is learned. */
  readonly meanIsOne: boolean;
}

/** Which meta-parameter a synthetic row reads. */
export interface ContributionIndex {
  /** Returns for each synthetic row the index of its parameter in [0, numParameters). */
  (context: SyntheticContext): { readonly index: Int32Array; readonly numParameters: number };
}

/** From free parameters, one per synthetic row, to contributions: positive, and on a scale that means something. */
export interface ContributionConstraint {
  /** Free parameter at which every row weighs 1. */
  readonly start: number;
  /** True if the weights of a class have mean 1 whatever the parameters: then spreading their mass evenly is weighing nothing. */
  readonly meanIsOne: boolean;
  /** float32 `[count]` free → float32 `[count]` weights, given the class of each row. */
  apply(free: Value, labels: Int32Array, numClasses: number): Value;
}
