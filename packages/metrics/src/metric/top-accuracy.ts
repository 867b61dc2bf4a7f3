import { defineMetric } from "@evenkeel/core";
import { z } from "zod";
import { topAccuracy } from "../measures/probability.js";
import { probabilities } from "../scores.js";

/** Share of rows whose class is among the k most probable. */
export default defineMetric({
  name: "top-accuracy",
  summary: "share of rows whose class is among the k most probable",
  config: { count: z.int().positive().default(5).describe("k; as many as there are classes is always right") },
  create: ({ count }) => ({
    compute: (predictions) => ({
      top_accuracy: topAccuracy(probabilities(predictions), predictions.labels, Math.min(count, predictions.numClasses)),
    }),
    describe: { top_accuracy: { label: `top-${count} accuracy`, higherIsBetter: true, rankingOnly: false } },
  }),
});
