import {
  detach,
  dispose,
  linearize,
  mapNest,
  matMul,
  mean,
  mul,
  reshape,
  scale,
  scope,
  sum,
  treeNorm,
  valueAndGrad,
} from "@evenkeel/autodiff";
import type {
  Batch,
  BilevelProblem,
  Direction,
  DirectionalDerivative,
  Loss,
  LossContext,
  Model,
  Optimizer,
  Tree,
  UpdateContext,
  Value,
  Weighter,
} from "@evenkeel/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { weightTotals } from "./learning-facts.js";

/** The components that one update is made of. */
export interface StepParts {
  readonly model: Model;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly weighter: Weighter;
  readonly metaOptimizer: Optimizer;
  readonly direction: Direction;
  readonly derivative: DirectionalDerivative;
}

/** What is passed from update to update; every tree belongs to whoever holds this. */
export interface Held {
  readonly params: Tree;
  readonly modelState: Tree;
  readonly optimizer: Tree;
  readonly meta: Tree;
  readonly metaOptimizer: Tree;
}

export interface Stepped {
  /** Takes the place of the `Held` that was given, which is disposed. */
  readonly held: Held;
  /** L = Σᵢ wᵢ ℓᵢ / N, still on the device: the caller's to read and dispose. */
  readonly loss: Tensor;
  /** Mean loss of the meta batch, where there is one. */
  readonly metaLoss: Tensor | null;
  /** Euclidean norm of d metaLoss / d metaParams (of the weights, where nothing persists), where there is one. */
  readonly hypergradientNorm: Tensor | null;
  /** Σᵢ wᵢ tᵢ, `[numClasses]`: how much of each class the loss saw; null where every weight is 1, so that the batch's totals say it. */
  readonly classMass: Tensor | null;
  /** Σw and Σw² of weights that were made for this batch alone, `[2]`: the caller's to read and dispose. */
  readonly weightTotals: Tensor | null;
}

type At = UpdateContext & LossContext;

/** One update of the model, and of what is learned about the weights if a meta batch is given. */
export function trainingStep(parts: StepParts, held: Held, batch: Batch, metaBatch: Batch | null, at: At): Stepped {
  if (!metaBatch) return plainStep(parts, held, batch, at);
  return parts.weighter.linearizeAt === "zero"
    ? reweightingStep(parts, held, batch, metaBatch, at)
    : learningStep(parts, held, batch, metaBatch, at);
}

function plainStep({ model, loss, optimizer, weighter }: StepParts, held: Held, batch: Batch, at: At): Stepped {
  const made = scope(() => {
    const inner = innerLosses(model, loss, held.modelState, batch, at);
    const { value: losses, pullback } = linearize(inner.losses, held.params);
    const weights = weighter.weigh(held.meta, batch, losses);
    return {
      gradient: pullback(scale(1 / batch.size, weights)),
      loss: weightedMean(weights, losses),
      modelState: inner.stateAfter(),
      classMass: classMassOf(weighter, weights, batch),
    };
  });
  replace(held.modelState, made.modelState);
  const updated = updateTaking(optimizer, made.gradient, held.optimizer, held.params, at);
  return {
    held: { ...held, params: updated.params, optimizer: updated.state, modelState: made.modelState },
    loss: made.loss,
    metaLoss: null,
    hypergradientNorm: null,
    classMass: made.classMass,
    weightTotals: null,
  };
}

/** Nothing persists: the weights are a function of this batch and the meta batch. θ itself is the look-ahead. */
function reweightingStep(parts: StepParts, held: Held, batch: Batch, metaBatch: Batch, at: At): Stepped {
  const { model, loss, optimizer, weighter } = parts;
  const made = scope(() => {
    const inner = innerLosses(model, loss, held.modelState, batch, at);
    const linearization = linearize(inner.losses, held.params);
    const losses = linearization.value;
    const problem = bilevelProblem(parts, held, batch, metaBatch, at, {
      step: () => held.params,
      pullback: (_, v) => mapNest((value) => scale(-1, value), v),
    });
    const { value: metaLoss, gradient: outerGradient } = valueAndGrad(problem.outer)(held.params);
    const direction = parts.direction({ problem, gradient: outerGradient, outerGradient });
    const slopes = parts.derivative(problem, linearization, direction);
    const hypergradient = scale(1 / batch.size, slopes);
    const weights = weighter.respond!(hypergradient, batch);
    return {
      hypergradientNorm: detach(treeNorm({ hypergradient })),
      gradient: linearization.pullback(scale(1 / batch.size, weights)),
      loss: weightedMean(weights, losses),
      metaLoss: detach(metaLoss),
      modelState: inner.stateAfter(),
      classMass: classMassOf(weighter, weights, batch),
      weightTotals: weightTotals(weights),
    };
  });
  replace(held.modelState, made.modelState);
  const updated = updateTaking(optimizer, made.gradient, held.optimizer, held.params, at);
  return {
    held: { ...held, params: updated.params, optimizer: updated.state, modelState: made.modelState },
    loss: made.loss,
    metaLoss: made.metaLoss,
    hypergradientNorm: made.hypergradientNorm,
    classMass: made.classMass,
    weightTotals: made.weightTotals,
  };
}

/**
 * Meta-parameters persist and move by the hypergradient through the real update:
 *
 *     θ′ = U(θ, g, s),  v = ∇L_meta(θ′),  u = (∂U/∂g)ᵀ v,  dL_meta/dm = ∇_m Σᵢ wᵢ(m) ⟨∇ℓᵢ, u⟩ / N
 */
function learningStep(parts: StepParts, held: Held, batch: Batch, metaBatch: Batch, at: At): Stepped {
  const { model, loss, optimizer, weighter, metaOptimizer } = parts;
  const made = scope(() => {
    const inner = innerLosses(model, loss, held.modelState, batch, at);
    const linearization = linearize(inner.losses, held.params);
    const losses = detach(linearization.value);
    const weights = linearize((meta: Tree) => weighter.weigh(meta, batch, losses), held.meta);
    const gradient = linearization.pullback(scale(1 / batch.size, weights.value));
    const lookahead = optimizer.update(gradient, held.optimizer, held.params, at);
    const problem = bilevelProblem(parts, held, batch, metaBatch, at, {
      step: () => lookahead.params,
      pullback: (g, v) => optimizer.pullback(g, held.optimizer, held.params, v, at),
    });
    const { value: metaLoss, gradient: outerGradient } = valueAndGrad(problem.outer)(lookahead.params);
    const direction = parts.direction({ problem, gradient, outerGradient });
    const slopes = parts.derivative(problem, linearization, direction);
    const hypergradient = weights.pullback(scale(1 / batch.size, slopes));
    const present = weighter.present?.(held.meta, batch);
    const meta = metaOptimizer.update(hypergradient, held.metaOptimizer, held.meta, { step: at.step, ...(present && { present }) });
    const updated =
      weighter.use === "old"
        ? lookahead
        : optimizer.update(
            linearization.pullback(scale(1 / batch.size, weighter.weigh(meta.params, batch, losses))),
            held.optimizer,
            held.params,
            at,
          );
    return {
      held: {
        params: updated.params,
        optimizer: updated.state,
        modelState: inner.stateAfter(),
        meta: meta.params,
        metaOptimizer: meta.state,
      },
      loss: weightedMean(weights.value, losses),
      metaLoss: detach(metaLoss),
      hypergradientNorm: detach(treeNorm(hypergradient)),
      classMass: classMassOf(weighter, weights.value, batch),
      weightTotals: null,
    };
  });
  for (const name of ["params", "modelState", "optimizer", "meta", "metaOptimizer"] as const) replace(held[name], made.held[name]);
  return made;
}

/** The losses of the batch as a function of the parameters, and the model's state after the last evaluation. */
function innerLosses(
  model: Model,
  loss: Loss,
  modelState: Tree,
  batch: Batch,
  at: At,
): { losses(params: Tree): Value; stateAfter(): Tree } {
  let state = modelState;
  return {
    losses(params) {
      const output = model.apply(params, modelState, batch.features, { mode: "training" });
      state = output.state;
      return loss(output, batch.targets, at);
    },
    stateAfter: () => mapNest(detach, state),
  };
}

function bilevelProblem(
  { model, loss, weighter }: StepParts,
  held: Held,
  batch: Batch,
  metaBatch: Batch,
  at: At,
  update: BilevelProblem["update"],
): BilevelProblem {
  return {
    params: held.params,
    meta: held.meta,
    losses: innerLosses(model, loss, held.modelState, batch, at).losses,
    weights: (meta, losses) => weighter.weigh(meta, batch, losses),
    outer: (params) => mean(innerLosses(model, loss, held.modelState, metaBatch, at).losses(params)),
    update,
  };
}

function weightedMean(weights: Value, losses: Value): Tensor {
  return detach(scale(1 / losses.shape[0]!, sum(mul(weights, losses))));
}

function classMassOf(weighter: Weighter, weights: Value, { targets, size }: Batch): Tensor | null {
  if (!weighter.learns && !weighter.contributions) return null;
  return detach(reshape(matMul(reshape(detach(weights), [1, size]), targets), [targets.shape[1]!]));
}

function updateTaking(optimizer: Optimizer, gradient: Tree, state: Tree, params: Tree, at: At): { params: Tree; state: Tree } {
  if (optimizer.updateDonating) return optimizer.updateDonating(gradient, state, params, at);
  const updated = scope(() => optimizer.update(gradient, state, params, at));
  for (const [old, now] of [
    [state, updated.state],
    [params, updated.params],
    [gradient, {}],
  ] as const)
    replace(old, now);
  return updated;
}

/** Disposes what is in `old` and not in `now`. */
function replace(old: Tree, now: Tree): void {
  const kept = new Set(Object.values(now));
  for (const value of Object.values(old)) if (!kept.has(value)) dispose(value);
}
