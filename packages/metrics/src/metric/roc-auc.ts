import { defineMetric } from "@evenkeel/core";
import { rocAuc } from "../measures/ranking.js";
import { rankingOf } from "../one-vs-rest.js";

/**
 * Area under the ROC curve: the probability that a minority row scores above a majority row. NaN if the test rows are of one class.
 *
 * Rows are ranked by the float64 logit difference. More than two classes: mean over classes, each against the rest.
 */
export default defineMetric({
  name: "roc-auc",
  summary: "area under the ROC curve",
  config: {},
  create: () => ({
    compute: (predictions) => ({ roc_auc: rankingOf(predictions, rocAuc) }),
    describe: { roc_auc: { label: "ROC-AUC", higherIsBetter: true, rankingOnly: true } },
  }),
});
