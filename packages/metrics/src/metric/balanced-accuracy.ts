import { defineMetric } from "@evenkeel/core";
import { balancedAccuracy } from "../measures/confusion.js";
import { confusionAt, confusionAtHalf } from "../thresholds.js";

/**
 * Mean recall of the classes at three thresholds: the most probable class (`_at_half`), argmax z − ln π with the class shares π that the
 * loss saw (`_at_prior`), and with those of the labels before any balancing (`_at_label_prior`). The first also asks where a method puts its
 * threshold, the second how well it separates.
 */
export default defineMetric({
  name: "balanced-accuracy",
  summary: "mean recall of the classes, at 0.5, at the prior that the loss saw and at that of the labels",
  config: {},
  create: () => ({
    compute: (predictions) => ({
      balanced_accuracy_at_half: balancedAccuracy(confusionAtHalf(predictions)),
      balanced_accuracy_at_prior: balancedAccuracy(confusionAt(predictions.lossPriors, predictions)),
      balanced_accuracy_at_label_prior: balancedAccuracy(confusionAt(predictions.labelPriors, predictions)),
    }),
    describe: {
      balanced_accuracy_at_half: { label: "balanced accuracy at 0.5", higherIsBetter: true, rankingOnly: false },
      balanced_accuracy_at_prior: { label: "balanced accuracy at the loss prior", higherIsBetter: true, rankingOnly: false },
      balanced_accuracy_at_label_prior: { label: "balanced accuracy at the label prior", higherIsBetter: true, rankingOnly: false },
    },
  }),
});
