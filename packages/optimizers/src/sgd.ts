import { axpy, scale, sub } from "@evenkeel/autodiff";
import { defineOptimizer, UserError, type Value } from "@evenkeel/core";
import { z } from "zod";
import { type ElementwiseRule, elementwiseOptimizer, times } from "./elementwise.js";

/**
 * Gradient descent with momentum, as `torch.optim.SGD`.
 *
 *     g ← clip(g) + λθ,    m ← μm + (1 − δ)g,    θ ← θ − η·(nesterov ? g + μm : m)
 *
 * The first step sets m = g whatever the dampening δ. Its pullback multiplies by −η(1 − δ), with Nesterov by
 * −η(1 + μ(1 − δ)): old momentum and weight decay move θ, not the derivative.
 *
 * @see Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and momentum in deep learning", ICML 2013, §2.
 */
export default defineOptimizer({
  name: "sgd",
  summary: "gradient descent with momentum, as torch.optim.SGD",
  config: {
    learningRate: z.number().positive().default(0.1).describe("η"),
    momentum: z.number().min(0).lt(1).default(0).describe("μ of the heavy ball; 0 keeps no state"),
    nesterov: z.boolean().default(false).describe("look ahead along the momentum"),
    dampening: z.number().min(0).max(1).default(0).describe("δ, taken off the gradient that enters the momentum"),
    weightDecay: z.number().min(0).default(0).describe("λ, added to the gradient as λθ"),
    clipNorm: z.number().positive().nullable().default(null).describe("largest length of the whole gradient"),
  },
  idle: ({ momentum }) => ({ dampening: momentum === 0 && "without momentum there is nothing to dampen." }),
  create(config) {
    if (config.nesterov && (config.momentum === 0 || config.dampening !== 0)) {
      throw new UserError("sgd: expected `momentum` above 0 and no `dampening` with `nesterov`. Set `momentum`, e.g. to 0.9.");
    }
    return elementwiseOptimizer(rule(config));
  },
});

interface Config {
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly dampening: number;
  readonly weightDecay: number;
  readonly clipNorm: number | null;
}

function rule({ learningRate, momentum, nesterov, dampening, weightDecay, clipNorm }: Config): ElementwiseRule {
  const gain = (step: number): number => (momentum === 0 || step === 1 ? 1 : 1 - dampening);
  return {
    learningRate,
    clipNorm,
    slots: momentum === 0 ? [] : ["momentum"],
    inputs: (step, rate) => ({
      learningRate: Float32Array.of(rate),
      gain: Float32Array.of(gain(step)),
      slope: Float32Array.of(rate * (nesterov ? 1 + momentum * gain(step) : gain(step))),
    }),
    step({ theta, g, slots: [m], given }) {
      const decayed = weightDecay === 0 ? g : axpy(weightDecay, theta, g);
      const less = (along: Value): Value => sub(theta, times(given["learningRate"]!, along));
      if (!m) return { theta: less(decayed), slots: [] };
      const next = axpy(momentum, m, dampening === 0 ? decayed : times(given["gain"]!, decayed));
      return { theta: less(nesterov ? axpy(momentum, next, decayed) : next), slots: [next] };
    },
    pullback: ({ given }, v) => scale(-1, times(given["slope"]!, v)),
    inPlace:
      dampening === 0 || momentum === 0
        ? { kernel: "SgdInPlace", given: "learningRate", attrs: { momentum, nesterov, weightDecay } }
        : null,
  };
}
