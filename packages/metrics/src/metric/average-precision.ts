import { defineMetric } from "@evenkeel/core";
import { averagePrecision } from "../measures/ranking.js";
import { rankingOf } from "../one-vs-rest.js";
import { atRatio, ratio, weightsAt } from "../reweighting.js";

/**
 * Average precision of the minority class, Σ_n (R_n − R_{n−1})·P_n with equal scores as one: at the natural prevalence of the test
 * rows, and with the test rows re-weighted to `ratio`:1, which is the prevalence that precision would be met with.
 *
 * Rows are ranked by the float64 logit difference. More than two classes: mean over classes, each against the rest.
 */
export default defineMetric({
  name: "average-precision",
  summary: "average precision of the minority class, at natural prevalence and re-weighted",
  config: { ratio },
  create({ ratio: to }) {
    return {
      compute: (predictions) => ({
        average_precision_at_ratio: rankingOf(predictions, averagePrecision, weightsAt(predictions, to, "average-precision")),
        average_precision: rankingOf(predictions, averagePrecision),
      }),
      describe: {
        average_precision_at_ratio: { label: atRatio("AP", to), higherIsBetter: true, rankingOnly: true },
        average_precision: { label: "AP at natural prevalence", higherIsBetter: true, rankingOnly: true },
      },
    };
  },
});
