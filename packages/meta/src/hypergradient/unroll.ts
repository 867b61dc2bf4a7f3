import { detach, linearize, mapNest } from "@evenkeel/autodiff";
import { defineHypergradient, type Evaluated, type Inner, type Tree } from "@evenkeel/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { one } from "./slopes.js";

/**
 * The inner steps on one tape of m, optimizer and all: exact for any number of them.
 *
 *     θ_{k+1} = U(θ_k, g(θ_k, m), s_k),   dL_meta/dm = d outer(θ_K(m), m) / dm
 *
 * The model makes all K steps before m moves once. Memory grows with K. With one step it is `one-step` at about twice the cost.
 *
 * @see Maclaurin, Duvenaud, Adams, "Gradient-based Hyperparameter Optimization through Reversible Learning", ICML 2015.
 *   https://arxiv.org/abs/1502.03492; Shaban, Cheng, Hatch, Boots, "Truncated Back-propagation for Bilevel Optimization",
 *   AISTATS 2019. https://arxiv.org/abs/1810.10667
 */
export default defineHypergradient({
  name: "unroll",
  summary: "several inner steps on one tape: exact for all of them",
  paper: {
    authors: "Shaban, Cheng, Hatch, Boots",
    title: "Truncated Back-propagation for Bilevel Optimization",
    venue: "AISTATS 2019",
    url: "https://arxiv.org/abs/1810.10667",
  },
  config: {
    steps: z.int().min(1).max(100).default(2).describe("K, inner steps for each meta step"),
  },
  create: ({ steps }) => ({
    innerSteps: steps,
    find(problem) {
      const passes: Evaluated[] = [];
      let last = problem.start;
      const tape = linearize((meta: Tree) => {
        let at = problem.start;
        for (let k = 0; k < problem.steps; k++) {
          const evaluated = problem.evaluate(at, meta, k);
          const gradient = evaluated.gradient(problem.weights(meta, evaluated.losses, k));
          passes.push(evaluated);
          at = { ...problem.update.step(() => gradient, at, k), modelState: evaluated.modelState };
        }
        last = at;
        return problem.outer(at.params, meta);
      }, problem.meta);
      const losses = passes.map((evaluated) => detach(evaluated.losses));
      return {
        metaGradient: tape.pullback(one()),
        next: constant(last),
        outerLoss: detach(tape.value) as Tensor,
        evaluated: { ...passes[0]!, losses: losses[0]! },
        weights: losses.map((of, k) => problem.weights(problem.meta, of, k)),
      };
    },
  }),
});

const constant = ({ params, modelState, optimizer }: Inner): Inner => ({
  params: mapNest(detach, params),
  modelState: mapNest(detach, modelState),
  optimizer: mapNest(detach, optimizer),
});
