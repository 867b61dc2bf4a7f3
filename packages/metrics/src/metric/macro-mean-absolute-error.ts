import { defineMetric } from "@evenkeel/core";
import { atThresholds } from "../at-thresholds.js";
import { macroMeanAbsoluteError } from "../measures/confusion.js";

/** Mean over classes of the mean |k − called| of their rows: classes are ranks, and each counts alike. */
export default defineMetric({
  name: "macro-mean-absolute-error",
  summary: "mean distance of the called class from the true one, classes as ranks, at three thresholds",
  paper: {
    authors: "Baccianella, Esuli, Sebastiani",
    title: "Evaluation Measures for Ordinal Regression",
    venue: "ISDA 2009",
  },
  config: {},
  create: () => atThresholds({ key: "macro_mean_absolute_error", label: "macro MAE", higherIsBetter: false }, macroMeanAbsoluteError),
});
