import { defineMetric } from "@evenkeel/core";
import { z } from "zod";
import { atThresholds } from "../at-thresholds.js";
import { averageFBeta, countsPerClass, fBeta } from "../measures/per-class.js";
import { averaging } from "../of-interest.js";

/** (1 + β²)·P·R / (β²·P + R) of precision and recall; 0 where nothing is called right. */
export default defineMetric({
  name: "f-beta",
  summary: "weighted harmonic mean of precision and recall (F1 unless said), at three thresholds",
  config: {
    beta: z.number().positive().default(1).describe("β: recall counts β times as much as precision"),
    averaging,
  },
  create: ({ beta, averaging: over }) =>
    atThresholds({ key: "f_beta", label: `F${beta}` }, (matrix, { numClasses, positive }) =>
      numClasses === 2 ? fBeta(countsPerClass(matrix)[positive]!, beta) : averageFBeta(matrix, over, beta),
    ),
});
