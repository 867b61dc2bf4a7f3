import { defineMetric } from "@evenkeel/core";
import { atThresholds } from "../at-thresholds.js";
import { averaging, ratesOf } from "../of-interest.js";

/** Share of the rows called so that are of the class; 0 where none is called so. */
export default defineMetric({
  name: "precision",
  summary: "share of rows called so that are of the class, at three thresholds",
  config: { averaging },
  create: ({ averaging: over }) =>
    atThresholds({ key: "precision", label: "precision" }, (matrix, predictions) => ratesOf(matrix, predictions, over).precision),
});
