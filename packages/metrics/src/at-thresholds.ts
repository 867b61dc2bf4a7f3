import type { Metric, Predictions } from "@evenkeel/core";
import type { ConfusionMatrix } from "./measures/confusion.js";
import { confusionAt, confusionAtHalf } from "./thresholds.js";

/** What a measure of decisions is called, and which way it is better. */
export interface Decided {
  /** Of the values, before `_at_half`, `_at_prior` and `_at_label_prior`. */
  readonly key: string;
  readonly label: string;
  readonly higherIsBetter?: boolean;
}

/**
 * A measure of decisions at three thresholds: the most probable class (`_at_half`), argmax z − ln π with the class shares π that the loss
 * saw (`_at_prior`), and with those of the labels before any balancing (`_at_label_prior`). The first also asks where a method puts its
 * threshold, the second how well it separates.
 */
export function atThresholds(
  { key, label, higherIsBetter = true }: Decided,
  measure: (matrix: ConfusionMatrix, predictions: Predictions) => number,
): Metric {
  const described = (where: string) => ({ label: `${label} at ${where}`, higherIsBetter, rankingOnly: false });
  return {
    compute: (predictions) => ({
      [`${key}_at_half`]: measure(confusionAtHalf(predictions), predictions),
      [`${key}_at_prior`]: measure(confusionAt(predictions.lossPriors, predictions), predictions),
      [`${key}_at_label_prior`]: measure(confusionAt(predictions.labelPriors, predictions), predictions),
    }),
    describe: {
      [`${key}_at_half`]: described("0.5"),
      [`${key}_at_prior`]: described("the loss prior"),
      [`${key}_at_label_prior`]: described("the label prior"),
    },
  };
}
