import { scale, sub, treeAxpy, treeNorm } from "@evenkeel/autodiff";
import { defineDerivative } from "@evenkeel/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { z } from "zod";

/**
 * dℓ/dε ≈ (ℓ(θ + h·u) − ℓ(θ − h·u)) / 2h with h = stepSize/‖u‖.
 *
 * Off by some percent where a relu flips between the two points; `forward` is exact and costs the same. Here to repeat
 * work that used it.
 *
 * @see Liu, Simonyan, Yang, "DARTS: Differentiable Architecture Search", ICLR 2019, eq. 8. https://arxiv.org/abs/1806.09055
 */
export default defineDerivative({
  name: "central-difference",
  summary: "two more evaluations, off by some percent on relu networks; to repeat work that used it",
  paper: {
    authors: "Liu, Simonyan, Yang",
    title: "DARTS: Differentiable Architecture Search",
    venue: "ICLR 2019",
    url: "https://arxiv.org/abs/1806.09055",
  },
  config: {
    stepSize: z.number().positive().default(0.01).describe("length of the step in parameter space"),
  },
  create:
    ({ stepSize }) =>
    (problem, _linearization, direction) => {
      const length = (treeNorm(direction) as Tensor).dataSync()[0]!;
      if (length === 0) return scale(0, problem.losses(problem.params));
      const h = stepSize / length;
      const at = (epsilon: number) => problem.losses(treeAxpy(epsilon, direction, problem.params));
      return scale(1 / (2 * h), sub(at(h), at(-h)));
    },
});
