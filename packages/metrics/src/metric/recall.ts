import { defineMetric } from "@evenkeel/core";
import { atThresholds } from "../at-thresholds.js";
import { averaging, ratesOf } from "../of-interest.js";

/** Share of the rows of the class that are called so. */
export default defineMetric({
  name: "recall",
  summary: "share of rows of the class that are called so, at three thresholds",
  config: { averaging },
  create: ({ averaging: over }) =>
    atThresholds({ key: "recall", label: "recall" }, (matrix, predictions) => ratesOf(matrix, predictions, over).sensitivity),
});
