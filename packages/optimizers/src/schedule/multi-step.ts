import { defineSchedule, papers } from "@evenkeel/core";
import { z } from "zod";

/**
 * A factor at each milestone, after a linear warm-up.
 *
 *     factor = min(1, (epoch + 1) / warmup) · gamma^(milestones reached)
 *
 * With `warmup: 5, milestones: [160, 180], gamma: 0.01` of 200 epochs it is the schedule of LDAM-DRW and of the papers that compare
 * with it.
 *
 * @see Cao, Wei, Gaidon, Arechiga, Ma, "Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss", NeurIPS 2019, and its
 *   code. https://arxiv.org/abs/1906.07413
 */
export default defineSchedule({
  name: "multi-step",
  summary: "a factor at each milestone, after a linear warm-up",
  paper: papers.ldam,
  config: {
    milestones: z.array(z.int().positive()).min(1).default([160, 180]).describe("epochs at which the factor is applied"),
    gamma: z.number().positive().max(1).default(0.1).describe("factor at each milestone"),
    warmup: z.int().min(0).default(0).describe("epochs of a linear way up from 1 / warmup"),
  },
  create:
    ({ milestones, gamma, warmup }) =>
    ({ epoch }) =>
      (epoch < warmup ? (epoch + 1) / warmup : 1) * gamma ** milestones.filter((milestone) => epoch >= milestone).length,
});
