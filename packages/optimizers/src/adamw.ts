import { defineOptimizer } from "@evenkeel/core";
import { z } from "zod";
import { adamRule } from "./adam-rule.js";
import { elementwiseOptimizer } from "./elementwise.js";

/**
 * Adam whose weight decay stays out of the moments, as `torch.optim.AdamW`.
 *
 *     θ ← (1 − ηλ)θ, then Adam's step with λ = 0
 *
 * @see Loshchilov, Hutter, "Decoupled Weight Decay Regularization", ICLR 2019, Algorithm 2. https://arxiv.org/abs/1711.05101
 */
export default defineOptimizer({
  name: "adamw",
  summary: "Adam whose weight decay stays out of the moments, as torch.optim.AdamW",
  paper: {
    authors: "Loshchilov, Hutter",
    title: "Decoupled Weight Decay Regularization",
    venue: "ICLR 2019",
    url: "https://arxiv.org/abs/1711.05101",
  },
  config: {
    learningRate: z.number().positive().default(1e-3).describe("η"),
    beta1: z.number().min(0).lt(1).default(0.9).describe("β₁, memory of the gradient"),
    beta2: z.number().min(0).lt(1).default(0.999).describe("β₂, memory of its square"),
    epsilon: z.number().positive().default(1e-8).describe("ε, added to the root"),
    weightDecay: z.number().min(0).default(0.01).describe("λ, taken off the parameter as ηλθ"),
    clipNorm: z.number().positive().nullable().default(null).describe("largest length of the whole gradient"),
    lazy: z.boolean().default(false).describe("count the updates of each entry, for parameters that are often absent from a batch"),
  },
  create: ({ weightDecay, ...config }) => elementwiseOptimizer(adamRule({ ...config, coupledDecay: 0, decoupledDecay: weightDecay })),
});
