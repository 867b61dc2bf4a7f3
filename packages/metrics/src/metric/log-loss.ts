import { defineMetric } from "@evenkeel/core";
import { logLoss } from "../measures/probability.js";
import { atRatio, ratio, weightsAt } from "../reweighting.js";
import { probabilities } from "../scores.js";

/** Mean negative log-probability of the true class in nats, test rows re-weighted to `ratio`:1; p clipped as in scikit-learn. */
export default defineMetric({
  name: "log-loss",
  summary: "mean negative log-probability of the true class, re-weighted",
  config: { ratio },
  create({ ratio: to }) {
    return {
      compute: (predictions) => ({
        log_loss_at_ratio: logLoss(probabilities(predictions), predictions.labels, weightsAt(predictions, to, "log-loss")),
      }),
      describe: { log_loss_at_ratio: { label: atRatio("log-loss", to), higherIsBetter: false, rankingOnly: false } },
    };
  },
});
