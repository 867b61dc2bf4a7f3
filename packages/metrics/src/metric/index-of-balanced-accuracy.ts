import { defineMetric } from "@evenkeel/core";
import { z } from "zod";
import { atThresholds } from "../at-thresholds.js";
import { indexOfBalancedAccuracy } from "../measures/geometric-mean.js";

/** (1 + α·(sensitivity − specificity)) · sensitivity · specificity, of rates averaged by support: which class is favoured counts. */
export default defineMetric({
  name: "index-of-balanced-accuracy",
  summary: "sensitivity × specificity, corrected by which class is favoured (IBA), at three thresholds",
  paper: {
    authors: "García, Mollineda, Sánchez",
    title: "Index of Balanced Accuracy: A Performance Measure for Skewed Class Distributions",
    venue: "IbPRIA 2009",
  },
  config: { alpha: z.number().min(0).max(1).default(0.1).describe("α, what the dominance of a class weighs") },
  create: ({ alpha }) =>
    atThresholds({ key: "index_of_balanced_accuracy", label: "IBA" }, (matrix) => indexOfBalancedAccuracy(matrix, { alpha })),
});
