import { checkFinite, countClasses, type MetricDescription } from "@evenkeel/core";
import type { TrainResult } from "@evenkeel/trainer";
import type { OpenedRun } from "./open-run.js";

/** The metrics of a trained run on its test rows, and the adjusted logits that they were computed from. */
export function score(
  { task: { data }, dataset, split, positive, minority, metrics, adjustment }: OpenedRun,
  { testLogits, lossPriors, state: { step } }: TrainResult,
): { metrics: Record<string, number>; scores: Float64Array } {
  const labelPriors = shares(data.classCounts);
  const logits = Float64Array.from(testLogits);
  adjustment.adjust(logits, labelPriors);
  checkFinite(logits, "adjusted scores", step, dataset.numClasses);
  const predictions = {
    numExamples: data.test.count,
    numClasses: data.test.numClasses,
    logits,
    labels: data.test.labels,
    lossPriors: adjustment.priors(lossPriors),
    labelPriors,
    positive,
    minority,
    dataPriors: shares(
      countClasses(
        [...split.train, ...split.meta].map((row) => dataset.labels[row]!),
        dataset.numClasses,
      ),
    ),
  };
  return { metrics: Object.assign({}, ...metrics.map((metric) => metric.compute(predictions))), scores: logits };
}

/** What the metrics of a run are called, in their order. */
export function describeMetrics({ metrics }: OpenedRun): Readonly<Record<string, MetricDescription>> {
  return Object.assign({}, ...metrics.map((metric) => metric.describe));
}

function shares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}
