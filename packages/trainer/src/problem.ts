import { add, adopt, detach, linearize, mapNest, mean, scale, scaleRows, slice, sub } from "@evenkeel/autodiff";
import {
  applyModel,
  type Batch,
  type BilevelProblem,
  type Evaluated,
  type Hypergradient,
  type Inner,
  type InnerUpdate,
  type Learner,
  type LearnerAt,
  type Loss,
  type LossContext,
  type Model,
  type Optimizer,
  type Tree,
  type Value,
} from "@evenkeel/core";
import { ones, type Tensor } from "@tensorflow/tfjs-core";

/** The components that one step is made of. */
export interface StepParts {
  readonly model: Model;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly learner: Learner;
  /** What the learner worked out for the rows that are drawn now. */
  readonly facts: Tree;
  /** Null where no meta-parameters go on from step to step. */
  readonly metaOptimizer: Optimizer | null;
  /** Null where nothing is learned. */
  readonly hypergradient: Hypergradient | null;
}

type Given = Readonly<Record<string, Tensor>>;

/** Everything that varies from step to step. */
export interface StepValues {
  /** One for each inner step. */
  readonly inner: readonly Batch[];
  /** The meta batch; null in steps in which nothing is learned. */
  readonly outer: Pick<Batch, "features" | "targets"> | null;
  /** What the loss's `inputs` gave: for each inner step, and for the meta batch. */
  readonly given: { readonly inner: readonly LossContext[]; readonly outer: LossContext };
  /** What the optimizer's `inputs` gave for each inner step, and the meta-optimizer's for the meta step. */
  readonly updates: readonly Given[];
  readonly metaUpdate: Given;
}

/** The bilevel problem of one step; hypergradients see nothing else. */
export function bilevelProblem(
  { model, loss, optimizer, learner, facts }: StepParts,
  start: Inner & { readonly meta: Tree },
  { inner, outer, given, updates }: StepValues,
): BilevelProblem {
  const here = (meta: Tree, k: number): LearnerAt => ({ meta, facts, batch: inner[k]! });

  const losses: BilevelProblem["losses"] = (params, meta, modelState, k) => {
    const place = here(meta, k);
    const features = learner.features?.(place, place.batch.features) ?? place.batch.features;
    const { embedding: embedded, state } = model.embed(params, modelState, features, { mode: "training" });
    const embedding = place.batch.away ? blended(embedded, place.batch.away) : embedded;
    const classified = model.classify(params, embedding);
    const logits = learner.logits?.(place, classified) ?? classified;
    return { losses: loss({ logits, embedding }, targetsOf(learner, place), given.inner[k]!), modelState: state };
  };

  function evaluate({ params, modelState }: Inner, meta: Tree, k: number): Evaluated {
    let after: Tree = modelState;
    const tape = linearize((watched: Tree) => {
      const made = losses(watched, meta, modelState, k);
      after = made.modelState;
      return made.losses;
    }, params);
    return {
      losses: tape.value,
      modelState: mapNest(detach, after),
      gradient: (weights) => tape.pullback(scale(1 / inner[k]!.size, weights)),
      tangent: (direction) => tape.pushforward(direction),
    };
  }

  const real: InnerUpdate = {
    step(gradient, { params, optimizer: state }, k) {
      const updated = optimizer.update(gradient(), state, params, { given: updates[k]! });
      return { params: updated.params, optimizer: updated.state };
    },
    pullback: (gradient, { params, optimizer: state }, cotangent, k) =>
      optimizer.pullback(gradient(), state, params, cotangent, { given: updates[k]! }),
  };

  return {
    start,
    meta: start.meta,
    steps: inner.length,
    reads: { losses: Boolean(learner.features ?? learner.targets ?? learner.logits), outer: Boolean(learner.penalty) },
    losses,
    weights: (meta, of, k) => learner.weigh?.(here(meta, k), of) ?? adopt(ones([inner[k]!.size])),
    outer(params, meta) {
      const output = applyModel(model, params, start.modelState, outer!.features, { mode: "training" });
      const value = mean(loss(output, outer!.targets, given.outer));
      return learner.penalty ? add(value, learner.penalty({ meta, facts })) : value;
    },
    evaluate,
    update: learner.anew ? descentAtZero : real,
  };
}

/** a + (1 − λ)·(b − a) of embeddings: anchors first, then their partners. */
function blended(embedded: Value, away: Value): Value {
  const count = away.shape[0]!;
  const [a, b] = [slice(embedded, 0, count), slice(embedded, count, count)];
  return add(a, scaleRows(sub(b, a), away));
}

/** The targets that the loss sees. */
export const targetsOf = (learner: Learner, at: LearnerAt) => learner.targets?.(at, at.batch.targets) ?? at.batch.targets;

/** Plain descent of step 1 at zero weights: θ′ = θ and u = −v, so that no look-ahead is made. */
const descentAtZero: InnerUpdate = {
  step: (_gradient, { params, optimizer }) => ({ params, optimizer }),
  pullback: (_gradient, _at, cotangent) => mapNest((v) => scale(-1, v), cotangent),
};
