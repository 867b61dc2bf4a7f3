import { linearize, treeAxpy, treeScale } from "@evenkeel/autodiff";
import { type BilevelProblem, defineHypergradient, type Tree } from "@evenkeel/core";
import { z } from "zod";
import { forwardSlope } from "./slopes.js";
import { throughUpdate } from "./through-update.js";

/**
 * A truncated Neumann series for the inverse Hessian of the implicit derivative, at θ.
 *
 *     u = −η Σ_{j<J} (I − ηH)ʲᵀ ∇outer(θ),  H = ∂g/∂θ,   dL_meta/dm = ∇_m Σᵢ wᵢ(m) ⟨∇ℓᵢ, u⟩ / N
 *
 * One term is one step of plain descent. The series tends to the implicit derivative where η is below 2 over the largest eigenvalue
 * of H and θ is an optimum of the training loss.
 *
 * @see Lorraine, Vicol, Duvenaud, "Optimizing Millions of Hyperparameters by Implicit Differentiation", AISTATS 2020, Algorithm 3.
 *   https://arxiv.org/abs/1911.02590
 */
export default defineHypergradient({
  name: "neumann",
  summary: "implicit derivative by a truncated Neumann series",
  paper: {
    authors: "Lorraine, Vicol, Duvenaud",
    title: "Optimizing Millions of Hyperparameters by Implicit Differentiation",
    venue: "AISTATS 2020",
    url: "https://arxiv.org/abs/1911.02590",
  },
  config: {
    terms: z.int().min(1).max(1000).default(5).describe("J, terms of the series"),
    stepSize: z.number().positive().default(0.1).describe("η of the series, below 2 / largest eigenvalue of ∂g/∂θ"),
  },
  create: ({ terms, stepSize }) =>
    throughUpdate({
      outerAt: "start",
      direction: (problem, _at, outerGradient) => treeScale(-stepSize, series(problem, outerGradient, terms, stepSize)),
      slope: forwardSlope,
      useTape: true,
    }),
});

/** Σ_{j<J} (I − ηH)ʲᵀ v. */
function series(problem: BilevelProblem, v: Tree, terms: number, stepSize: number): Tree {
  if (terms === 1) return v;
  const hessian = linearize((params: Tree) => gradientAt(problem, params), problem.start.params);
  let term = v;
  let sum = v;
  for (let j = 1; j < terms; j++) {
    term = treeAxpy(-stepSize, hessian.pullback(term), term);
    sum = treeAxpy(1, term, sum);
  }
  return sum;
}

function gradientAt(problem: BilevelProblem, params: Tree): Tree {
  const evaluated = problem.evaluate({ ...problem.start, params }, problem.meta, 0);
  return evaluated.gradient(problem.weights(problem.meta, evaluated.losses, 0));
}
