import { defineOptimizer } from "@evenkeel/core";
import { z } from "zod";
import { adamRule } from "./adam-rule.js";
import { elementwiseOptimizer } from "./elementwise.js";

/**
 * Adam with bias correction, as `torch.optim.Adam`.
 *
 *     g ← clip(g) + λθ,    m ← β₁m + (1−β₁)g,    v ← β₂v + (1−β₂)g²
 *     θ ← θ − η · (m/(1−β₁ᵗ)) / (√(v/(1−β₂ᵗ)) + ε)
 *
 * Its pullback is the exact derivative by g, through m and v; zero where an entry never had a gradient. With `lazy`, t is
 * counted for each entry, so that entries which are often absent get the correction of a fresh start.
 *
 * @see Kingma, Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, Algorithm 1. https://arxiv.org/abs/1412.6980
 */
export default defineOptimizer({
  name: "adam",
  summary: "Adam with bias correction, as torch.optim.Adam",
  paper: {
    authors: "Kingma, Ba",
    title: "Adam: A Method for Stochastic Optimization",
    venue: "ICLR 2015",
    url: "https://arxiv.org/abs/1412.6980",
  },
  config: {
    learningRate: z.number().positive().default(1e-3).describe("η"),
    beta1: z.number().min(0).lt(1).default(0.9).describe("β₁, memory of the gradient"),
    beta2: z.number().min(0).lt(1).default(0.999).describe("β₂, memory of its square"),
    epsilon: z.number().positive().default(1e-8).describe("ε, added to the root"),
    weightDecay: z.number().min(0).default(0).describe("λ, added to the gradient as λθ; `adamw` keeps it out of the moments"),
    clipNorm: z.number().positive().nullable().default(null).describe("largest length of the whole gradient"),
    lazy: z.boolean().default(false).describe("count the updates of each entry, for parameters that are often absent from a batch"),
  },
  create: ({ weightDecay, ...config }) => elementwiseOptimizer(adamRule({ ...config, coupledDecay: weightDecay, decoupledDecay: 0 })),
});
