import { defineMetric } from "@evenkeel/core";
import { atThresholds } from "../at-thresholds.js";
import { averaging, ratesOf } from "../of-interest.js";

/** Share of the rows of other classes that are not called so. */
export default defineMetric({
  name: "specificity",
  summary: "share of rows of other classes that are not called so, at three thresholds",
  config: { averaging },
  create: ({ averaging: over }) =>
    atThresholds({ key: "specificity", label: "specificity" }, (matrix, predictions) => ratesOf(matrix, predictions, over).specificity),
});
