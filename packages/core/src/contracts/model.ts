import type { Rng } from "../random/rng.js";
import type { Tree, Value } from "../value.js";

/** What a model reads and gives. */
export interface ModelInputs {
  readonly featureShape: readonly number[];
  readonly numClasses: number;
}

/** What the body makes of features. */
export interface Embedded {
  /** float32 `[batch, numUnits]`, what the head reads. */
  readonly embedding: Value;
  /** The state after this pass: running statistics; `{}` without any. */
  readonly state: Tree;
}

export interface ModelOutput extends Embedded {
  /** float32 `[batch, numClasses]`, unnormalized log-probabilities. */
  readonly logits: Value;
}

/** Whether statistics of the batch are used, or those that were kept. */
export interface ApplyMode {
  readonly mode: "training" | "evaluation";
}

/** Labelled rows for a model that is fitted in one go. */
export interface FitProblem {
  /** Row-major `[numExamples, numFeatures]`. */
  readonly features: Float64Array;
  readonly numExamples: number;
  /** Row-major `[numExamples, numClasses]`; class weights are already in them. */
  readonly targets: Float64Array;
  /** Takes what a reader of the results must know of the fit, in a sentence. */
  warn?(sentence: string): void;
}

/**
 * A function of parameters and features, in two parts: a body, whose parameters and state are named `body/…`, and a head, `head/…`. Pure,
 * written in autodiff's ops.
 */
export interface Model {
  readonly head: "linear" | "cosine";
  /** New parameters, owned by the caller. */
  init(rng: Rng): Tree;
  /** Shapes of what `init` makes, known without making it: lets a run that cannot fit into memory be refused. */
  shapes?(): Readonly<Record<string, readonly number[]>>;
  /** State before any pass; `{}` without any. */
  initState(): Tree;
  /** Reads `body/…` alone. */
  embed(params: Tree, state: Tree, features: Value, how: ApplyMode): Embedded;
  /** Reads `head/…` alone: float32 `[batch, numUnits]` → `[batch, numClasses]`. */
  classify(params: Tree, embedding: Value): Value;
  /**
   * Takes the place of updates in a model that declares `fits`: no batch, mixer, loss, optimizer or weighter, and settings of those
   * are refused. What takes longer than a second waits for `setImmediate` now and then, or the process hears no signal.
   */
  fit?(problem: FitProblem): Tree | Promise<Tree>;
  /**
   * Takes the place of body and head in a model that was trained elsewhere and is known by its scores alone: row-major float64
   * `[ids.length, numClasses]`, the logits of these test rows. It declares `fits`, and is neither fitted nor looked at on other rows.
   */
  given?(ids: Int32Array): Float64Array;
}

export interface ModelDeclares {
  /** Whether it is fitted at once, by `fit`, or was trained elsewhere. */
  readonly fits?: boolean;
}

/** Body and head in one pass. */
export function applyModel(model: Model, params: Tree, state: Tree, features: Value, how: ApplyMode): ModelOutput {
  const embedded = model.embed(params, state, features, how);
  return { ...embedded, logits: model.classify(params, embedded.embedding) };
}
