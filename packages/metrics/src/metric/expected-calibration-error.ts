import { defineMetric } from "@evenkeel/core";
import { z } from "zod";
import { expectedCalibrationError } from "../measures/calibration.js";
import { probabilities } from "../scores.js";

/** Σ_b |B_b|/n · |accuracy(B_b) − confidence(B_b)| over bins of the confidence in the called class, of equal width. */
export default defineMetric({
  name: "expected-calibration-error",
  summary: "gap between confidence and accuracy, over bins of confidence (ECE)",
  paper: {
    authors: "Guo, Pleiss, Sun, Weinberger",
    title: "On Calibration of Modern Neural Networks",
    venue: "ICML 2017",
    url: "https://arxiv.org/abs/1706.04599",
  },
  config: { bins: z.int().positive().default(15).describe("bins of equal width") },
  create: ({ bins }) => ({
    compute: (predictions) => ({
      expected_calibration_error: expectedCalibrationError(probabilities(predictions), predictions.labels, bins),
    }),
    describe: { expected_calibration_error: { label: "ECE", higherIsBetter: false, rankingOnly: false } },
  }),
});
