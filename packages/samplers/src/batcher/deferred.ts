import { defineBatcher, papers } from "@evenkeel/core";
import { z } from "zod";
import { byClass } from "./by-class.js";

/**
 * Rows as they are at first, every class as likely as another from a share of the training on (deferred re-sampling).
 *
 * @see Cao, Wei, Gaidon, Arechiga, Ma, "Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss", NeurIPS 2019, §3.3.
 *   https://arxiv.org/abs/1906.07413
 */
export default defineBatcher({
  name: "deferred",
  summary: "rows as they are at first, balanced classes later",
  paper: papers.ldam,
  config: { from: z.number().min(0).max(1).default(0.8).describe("share of the training after which classes are balanced") },
  create: ({ from }) => byClass((counts, { progress }) => (progress < from ? counts : counts.map(() => 1))),
});
