import { defineMetric } from "@evenkeel/core";
import { atThresholds } from "../at-thresholds.js";
import { balancedAccuracy } from "../measures/confusion.js";

/**
 * Mean recall of the classes at three thresholds: the most probable class (`_at_half`), argmax z − ln π with the class shares π that the
 * loss saw (`_at_prior`), and with those of the labels before any balancing (`_at_label_prior`). The first also asks where a method puts its
 * threshold, the second how well it separates.
 */
export default defineMetric({
  name: "balanced-accuracy",
  summary: "mean recall of the classes, at 0.5, at the prior that the loss saw and at that of the labels",
  config: {},
  create: () => atThresholds({ key: "balanced_accuracy", label: "balanced accuracy" }, (matrix) => balancedAccuracy(matrix)),
});
