import { add, detach, dispose, matMul, mul, reshape, scale, scope, step as positive, sum, treeNorm, zipNest } from "@evenkeel/autodiff";
import type { Inner, Optimizer, Tree, Value } from "@evenkeel/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { weightTotals } from "./learning-facts.js";
import { bilevelProblem, type StepParts, type StepValues, targetsOf } from "./problem.js";

/** What is passed from step to step; every tree belongs to whoever holds this. */
export interface Held extends Inner {
  readonly meta: Tree;
  readonly metaOptimizer: Tree;
}

/** What a step tells, still on the device: the caller's to read and dispose. */
export interface StepOutputs {
  /** L = Σᵢ wᵢ ℓᵢ / N of the first inner step. */
  readonly loss: Tensor;
  /** Mean loss of the meta batch, where there is one. */
  readonly metaLoss: Tensor | null;
  /** Euclidean norm of d metaLoss / d m, where there is one. */
  readonly hypergradientNorm: Tensor | null;
  /** Σᵢ wᵢ tᵢ over the inner steps, `[numClasses]`: how much of each class the loss saw; null where weights are 1 and targets as given. */
  readonly classMass: Tensor | null;
  /** Σw and Σw² of weights that were made for this batch alone, `[2]`. */
  readonly weightTotals: Tensor | null;
}

/** Either a gradient, for an update that may overwrite what it is given, or the state after updates that were made on the way. */
interface Made {
  readonly move: { readonly gradient: Tree } | { readonly next: Inner };
  readonly rest: Pick<Held, "modelState" | "meta" | "metaOptimizer">;
  readonly outputs: StepOutputs;
}

/**
 * One step, whatever is learned in it: `values.inner.length` updates of the model and, where a meta batch is given, one of m.
 *
 * A function of values: no stream, nothing read back, no branch on what varies from step to step.
 *
 * @param held - taken over.
 */
export function trainingStep(parts: StepParts, held: Held, values: StepValues): { held: Held; outputs: StepOutputs } {
  const { move, rest, outputs } = scope(() => (values.outer ? learning(parts, held, values) : plain(parts, held, values)));
  if ("next" in move) {
    const now = { ...move.next, ...rest };
    for (const name of ["params", "optimizer", "modelState", "meta", "metaOptimizer"] as const) replace(held[name], now[name]);
    return { held: now, outputs };
  }
  for (const name of ["modelState", "meta", "metaOptimizer"] as const) replace(held[name], rest[name]);
  return { held: { ...moved(parts.optimizer, move.gradient, held, values), ...rest }, outputs };
}

function plain(parts: StepParts, held: Held, values: StepValues): Made {
  const problem = bilevelProblem(parts, held, values);
  const evaluated = problem.evaluate(held, held.meta, 0);
  const weights = problem.weights(held.meta, evaluated.losses, 0);
  return {
    move: { gradient: evaluated.gradient(weights) },
    rest: { modelState: evaluated.modelState, meta: held.meta, metaOptimizer: held.metaOptimizer },
    outputs: {
      loss: weightedMean(weights, evaluated.losses),
      metaLoss: null,
      hypergradientNorm: null,
      classMass: classMass(parts, held.meta, values, [weights]),
      weightTotals: null,
    },
  };
}

function learning(parts: StepParts, held: Held, values: StepValues): Made {
  const { learner } = parts;
  const batch = values.inner[0]!;
  const meta = learner.anew ? learner.anew.meta(batch) : held.meta;
  const problem = bilevelProblem(parts, { ...held, meta }, values);
  const found = parts.hypergradient!.find(problem);
  const after = learner.anew
    ? { params: learner.anew.respond(found.metaGradient, batch), state: {} }
    : metaStep(parts, held, found.metaGradient, values);
  let { evaluated } = found;
  let [weights] = found.weights as [Value];
  let move: Made["move"] = { next: found.next };
  if (learner.use === "updated") {
    if (problem.reads.losses) evaluated = problem.evaluate(held, after.params, 0);
    const renewed = problem.weights(after.params, evaluated.losses, 0);
    move = { gradient: evaluated.gradient(renewed) };
    if (learner.anew) weights = renewed;
  }
  return {
    move,
    rest: {
      modelState: "next" in move ? found.next.modelState : evaluated.modelState,
      meta: learner.anew ? {} : after.params,
      metaOptimizer: after.state,
    },
    outputs: {
      loss: weightedMean(weights, found.evaluated.losses),
      metaLoss: found.outerLoss,
      hypergradientNorm: detach(treeNorm(found.metaGradient)) as Tensor,
      classMass: classMass(parts, meta, values, learner.anew ? [weights] : found.weights),
      weightTotals: learner.anew ? weightTotals(weights) : null,
    },
  };
}

function metaStep(
  { learner, facts, metaOptimizer }: StepParts,
  held: Held,
  gradient: Tree,
  { inner, metaUpdate }: StepValues,
): { params: Tree; state: Tree } {
  const present = learner.present && inner.map((batch) => learner.present!({ meta: held.meta, facts, batch })).reduce(either);
  const { params, state } = metaOptimizer!.update(gradient, held.metaOptimizer, held.meta, {
    given: metaUpdate,
    ...(present && { present }),
  });
  return { state, params: learner.project?.({ meta: params, facts }) ?? params };
}

/** 1 where either has it. */
const either = (a: Tree, b: Tree): Tree => zipNest((x, y) => positive(add(x, y)), a, b);

/** Σᵢ wᵢ tᵢ over the inner steps, `[numClasses]`, of the targets that the loss sees. */
function classMass({ learner, facts }: StepParts, meta: Tree, { inner }: StepValues, weights: readonly Value[]): Tensor | null {
  if (!learner.weigh && !learner.targets) return null;
  const masses = weights.map((of, k) => {
    const targets = targetsOf(learner, { meta, facts, batch: inner[k]! });
    return reshape(matMul(reshape(detach(of), [1, inner[k]!.size]), targets), [targets.shape[1]!]);
  });
  return detach(masses.reduce(add)) as Tensor;
}

const weightedMean = (weights: Value, losses: Value): Tensor => detach(scale(1 / losses.shape[0]!, sum(mul(weights, losses)))) as Tensor;

/** The model's own update: in place where the engine can, with the same bits. */
function moved(optimizer: Optimizer, gradient: Tree, held: Held, { updates: [given] }: StepValues): Pick<Held, "params" | "optimizer"> {
  if (optimizer.updateDonating) {
    const { params, state } = optimizer.updateDonating(gradient, held.optimizer, held.params, { given: given! });
    return { params, optimizer: state };
  }
  const { params, state } = scope(() => optimizer.update(gradient, held.optimizer, held.params, { given: given! }));
  replace(held.optimizer, state);
  replace(held.params, params);
  dispose(gradient);
  return { params, optimizer: state };
}

/** Disposes what is in `old` and not in `now`. */
function replace(old: Tree, now: Tree): void {
  const kept = new Set(Object.values(now));
  for (const value of Object.values(old)) if (!kept.has(value)) dispose(value);
}
