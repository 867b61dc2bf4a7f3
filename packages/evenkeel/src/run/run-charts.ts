import { classCalibrationBins, confusionMatrix, perClass, predictedClasses, probabilities } from "@evenkeel/metrics";
import { confusionMatrixChart, contributionChart, perClassChart, reliabilityChart } from "@evenkeel/report";
import type { RunFindings } from "./run-findings.js";
import type { OpenedRun } from "./open-run.js";

const BINS = 10;

/** What pictures are made of: scores on test rows, of one run or of several, and what was learned. */
export interface Scored {
  readonly classNames: readonly string[];
  readonly positive: number;
  readonly minority: number;
  /** Row-major `[labels.length, numClasses]`. */
  readonly logits: Float64Array;
  readonly labels: Int32Array;
  /** Of each synthetic row its contribution, and whether it has a mislabelled parent; null where nothing was learned. */
  readonly contributions: { readonly weights: readonly number[]; readonly mislabelled: readonly boolean[] } | null;
}

/** Pictures of a run by file name, for MLflow's artifact view. */
export function runCharts(
  { task: { data }, dataset: { classNames }, positive, minority }: OpenedRun,
  { scores, contributions, synthetic }: RunFindings,
): Record<string, string> {
  return charts({
    classNames,
    positive,
    minority,
    logits: scores,
    labels: data.test.labels,
    contributions: contributions && {
      weights: contributions,
      mislabelled: synthetic.map(({ hasMislabelledParent }) => hasMislabelledParent),
    },
  });
}

/** Confusion matrix, recall and precision of each class, calibration, and the distribution of contributions. */
export function charts({ classNames, positive, minority, logits, labels, contributions }: Scored): Record<string, string> {
  const numClasses = classNames.length;
  const predictions = {
    numExamples: labels.length,
    numClasses,
    logits,
    labels,
    lossPriors: [],
    labelPriors: [],
    dataPriors: [],
    positive,
    minority,
  };
  const counts = confusionMatrix(labels, predictedClasses(predictions), numClasses);
  const rates = perClass(counts);
  return {
    "charts/confusion-matrix.svg": confusionMatrixChart({ classNames, counts }),
    "charts/per-class.svg": perClassChart({
      classes: rates.map(({ sensitivity, precision, support }, k) => ({
        name: classNames[k]!,
        rows: support,
        recall: sensitivity,
        precision,
      })),
    }),
    "charts/reliability.svg": reliabilityChart({
      className: classNames[positive]!,
      bins: classCalibrationBins(probabilities(predictions), labels, positive, BINS),
    }),
    ...(contributions && { "charts/contributions.svg": contributionChart(contributions) }),
  };
}
