import type { Predictions } from "@evenkeel/core";
import { classCounts } from "./reweighting.js";
import { logOdds } from "./scores.js";

/** A ranking measure of two classes, as `averagePrecision` and `rocAuc`. */
export type BinaryRanking = (scores: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>) => number;

/**
 * With two classes the measure of the class of interest; with more its mean over the classes that occur in the test set, each
 * against the rest.
 */
export function rankingOf(predictions: Predictions, measure: BinaryRanking, weights?: Float64Array): number {
  const { labels, numClasses } = predictions;
  const against = (k: number): number =>
    measure(
      logOdds(predictions, k),
      Array.from(labels, (label) => Number(label === k)),
      weights,
    );
  if (numClasses === 2) return against(predictions.positive);
  const present = classCounts(predictions).flatMap((count, k) => (count > 0 ? [k] : []));
  return present.reduce((sum, k) => sum + against(k), 0) / present.length;
}
