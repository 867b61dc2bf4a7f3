import { linearize, type Linearization, numbersOf, scale, type Tree, type Value, valueAndGrad } from "@evenkeel/autodiff";
import type { Optimizer, UpdateContext } from "@evenkeel/core";
import { catalogs } from "@evenkeel/meta";
import { lists } from "./lists.js";
import { tensorOf, type Nested } from "./networks.js";

/** One inner step at given weights, and the derivative of the outer loss through it. */
export interface OneStep {
  readonly losses: Value;
  readonly gradient: Tree;
  readonly lookahead: Tree;
  readonly outerLoss: Value;
  /** ∇ outer(θ′). */
  readonly v: Tree;
  /** (∂U/∂g)ᵀ v. */
  readonly u: Tree;
  /** d outer(θ′) / d weights. */
  readonly byWeights: Value;
  readonly tape: Linearization<Tree, Value>;
}

export interface OneStepProblem {
  readonly params: Tree;
  readonly optimizer: Optimizer;
  readonly state: Tree;
  readonly at: UpdateContext;
  /** `[batch]`. */
  readonly weights: Value;
  losses(params: Tree): Value;
  outer(params: Tree): Value;
}

/** dL_meta/dwᵢ = ⟨∇ℓᵢ, u⟩ / N with the project's own hypergradient `one-step`. */
export function oneStep({ params, optimizer, state, at, weights, losses, outer }: OneStepProblem): OneStep {
  const tape = linearize(losses, params);
  const share = 1 / weights.shape[0]!;
  const gradient = tape.pullback(scale(share, weights));
  const lookahead = optimizer.update(gradient, state, params, at).params;
  const { value: outerLoss, gradient: v } = valueAndGrad(outer)(lookahead);
  const found = catalogs.hypergradient
    .get("one-step")
    .create({})
    .find({
      start: { params, modelState: {}, optimizer: state },
      meta: { weights },
      steps: 1,
      reads: { losses: false, outer: false },
      losses: (point) => ({ losses: losses(point), modelState: {} }),
      weights: (meta) => meta["weights"]!,
      outer,
      evaluate: () => ({
        losses: tape.value,
        modelState: {},
        gradient: (of) => tape.pullback(scale(share, of)),
        tangent: (direction) => tape.pushforward(direction),
      }),
      update: {
        step: () => ({ params: lookahead, optimizer: state }),
        pullback: (g, _at, cotangent) => optimizer.pullback(g(), state, params, cotangent, at),
      },
    });
  const u = optimizer.pullback(gradient, state, params, v, at);
  return { losses: tape.value, gradient, lookahead, outerLoss, v, u, byWeights: found.metaGradient["weights"]!, tape };
}

/** The state of torch's optimizer as ours. */
export function stateOf(optimizer: Optimizer, params: Tree, state: Readonly<Record<string, readonly Nested[]>>): Tree {
  const torchNames: Readonly<Record<string, string>> = { momentum: "momentum_buffer", firstMoment: "m", secondMoment: "v" };
  const names = Object.keys(params);
  return Object.fromEntries(
    Object.entries(optimizer.init(params)).map(([key, zero]) => {
      const [name, slot] = [key.slice(0, key.lastIndexOf("/")), key.slice(key.lastIndexOf("/") + 1)];
      const given = state[torchNames[slot]!];
      return [key, given ? tensorOf(given[names.indexOf(name)]!) : zero];
    }),
  );
}

/** What the files on one step of a network store of it. */
export const stepResults = ({ losses, gradient, lookahead, outerLoss, v, u, byWeights }: OneStep) => ({
  losses: numbersOf(losses),
  grad: lists(gradient),
  lookahead_params: lists(lookahead),
  meta_loss: numbersOf(outerLoss),
  v: lists(v),
  u: lists(u),
  grad_weight: numbersOf(byWeights),
});
