import { defineMetric } from "@evenkeel/core";
import { brierScore } from "../measures/probability.js";
import { atRatio, ratio, weightsAt } from "../reweighting.js";
import { probabilities } from "../scores.js";

/**
 * Brier score, test rows re-weighted to `ratio`:1: mean (p − y)² of the minority class for two classes, Σ_k (p_k − onehot_k)² for
 * more, as in scikit-learn.
 */
export default defineMetric({
  name: "brier",
  summary: "mean squared error of the probabilities, re-weighted",
  config: { ratio },
  create({ ratio: to }) {
    return {
      compute: (predictions) => ({
        brier_at_ratio: brierScore(probabilities(predictions), predictions.labels, weightsAt(predictions, to, "brier")),
      }),
      describe: { brier_at_ratio: { label: atRatio("Brier", to), higherIsBetter: false, rankingOnly: false } },
    };
  },
});
