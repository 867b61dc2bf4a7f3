import { defineMetric } from "@evenkeel/core";
import { atThresholds } from "../at-thresholds.js";
import { geometricMean } from "../measures/geometric-mean.js";

/**
 * Geometric mean of the recalls, (Π_k recall_k)^(1/K), at three thresholds: the most probable class (`_at_half`), argmax z − ln π with the
 * class shares π that the loss saw (`_at_prior`), and with those of the labels before any balancing (`_at_label_prior`). 0 if a class
 * is never called.
 */
export default defineMetric({
  name: "geometric-mean",
  summary: "geometric mean of the recalls, at 0.5, at the prior that the loss saw and at that of the labels",
  paper: {
    authors: "M. Kubat and S. Matwin",
    title: "Addressing the curse of imbalanced training sets: one-sided selection",
    venue: "ICML 1997",
  },
  config: {},
  create: () => atThresholds({ key: "geometric_mean", label: "G-mean" }, (matrix) => geometricMean(matrix)),
});
