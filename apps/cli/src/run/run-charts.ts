import { classCalibrationBins, confusionMatrix, perClass, predictedClasses, probabilities } from "@evenkeel/metrics";
import { confusionMatrixChart, contributionChart, perClassChart, reliabilityChart } from "@evenkeel/report";
import type { RunFindings } from "./execute-run.js";
import type { OpenedRun } from "./open-run.js";

const BINS = 10;

/** Pictures of a run by file name, for MLflow's artifact view: of its scores on the test rows, and of what it learned. */
export function runCharts(
  { task: { data }, dataset: { classNames }, positive, minority }: OpenedRun,
  { scores, contributions, synthetic }: RunFindings,
): Record<string, string> {
  const { numClasses, count, labels } = data.test;
  const predictions = {
    numExamples: count,
    numClasses,
    logits: scores,
    labels,
    lossPriors: [],
    labelPriors: [],
    dataPriors: [],
    positive,
    minority,
  };
  const counts = confusionMatrix(labels, predictedClasses(predictions), numClasses);
  const rates = perClass(counts);
  const probability = probabilities(predictions);
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
      bins: classCalibrationBins(probability, labels, positive, BINS),
    }),
    ...(contributions && {
      "charts/contributions.svg": contributionChart({
        weights: contributions,
        planted: synthetic.map(({ hasPlantedParent }) => hasPlantedParent),
      }),
    }),
  };
}
