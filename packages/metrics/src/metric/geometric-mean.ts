import { defineMetric } from "@evenkeel/core";
import { geometricMean } from "../measures/geometric-mean.js";
import { confusionAt, confusionAtHalf } from "../thresholds.js";

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
  create: () => ({
    compute: (predictions) => ({
      geometric_mean_at_half: geometricMean(confusionAtHalf(predictions)),
      geometric_mean_at_prior: geometricMean(confusionAt(predictions.lossPriors, predictions)),
      geometric_mean_at_label_prior: geometricMean(confusionAt(predictions.labelPriors, predictions)),
    }),
    describe: {
      geometric_mean_at_half: { label: "G-mean at 0.5", higherIsBetter: true, rankingOnly: false },
      geometric_mean_at_prior: { label: "G-mean at the loss prior", higherIsBetter: true, rankingOnly: false },
      geometric_mean_at_label_prior: { label: "G-mean at the label prior", higherIsBetter: true, rankingOnly: false },
    },
  }),
});
