import * as m from "@evenkeel/metrics";

/** A number or nested lists of them. */
export type Numbers = number | readonly Numbers[];
export type Results = Readonly<Record<string, Numbers>>;

/** What a case may give. */
export interface Inputs {
  readonly y: number[];
  readonly score: number[];
  readonly pred: number[];
  readonly proba: number[][];
  readonly weight?: number[];
  readonly n_classes: number;
}

function ranking({ y, score, proba, weight }: Inputs): Results {
  if (proba) return multiclassRanking(y, proba);
  const { falsePositiveRate, truePositiveRate, thresholds } = m.rocCurve(score, y, weight);
  return {
    average_precision: m.averagePrecision(score, y, weight),
    roc_auc: m.rocAuc(score, y, weight),
    pr_curve: Object.values(m.precisionRecallCurve(score, y, weight)),
    roc_curve: [falsePositiveRate, truePositiveRate, thresholds],
  };
}

function multiclassRanking(y: number[], proba: number[][]): Results {
  const numClasses = proba[0]!.length;
  const scores = proba.flat();
  const auc = (compare: "ovr" | "ovo", averaging: m.Averaging): number => m.multiclassRocAuc(scores, y, numClasses, { compare, averaging });
  const precision = (averaging: m.Averaging | "micro"): number => m.multiclassAveragePrecision(scores, y, numClasses, averaging);
  return {
    roc_auc_ovr_macro: auc("ovr", "macro"),
    roc_auc_ovr_weighted: auc("ovr", "weighted"),
    roc_auc_ovo_macro: auc("ovo", "macro"),
    roc_auc_ovo_weighted: auc("ovo", "weighted"),
    average_precision_macro: precision("macro"),
    average_precision_micro: precision("micro"),
    average_precision_weighted: precision("weighted"),
    average_precision_per_class: m.averagePrecisionPerClass(scores, y, numClasses),
  };
}

function labels({ y, pred, n_classes, weight }: Inputs): Results {
  const matrix = m.confusionMatrix(y, pred, n_classes, weight);
  const classes = m.perClass(matrix);
  const averages = (["macro", "micro", "weighted"] as const).map((averaging) => {
    const { precision, sensitivity, specificity } = m.averageRates(matrix, averaging);
    return Object.entries({
      precision,
      recall: sensitivity,
      sensitivity,
      specificity,
      f1: m.averageFBeta(matrix, averaging),
      gmean: m.averagedGeometricMean(matrix, averaging),
    }).map(([name, value]) => [`${name}_${averaging}`, value]);
  });
  const present = m.countsPerClass(matrix).filter((counts) => counts.truePositives + counts.falseNegatives + counts.falsePositives > 0);
  return {
    ...Object.fromEntries(averages.flat()),
    confusion: matrix,
    accuracy: m.accuracy(matrix),
    balanced_accuracy: m.balancedAccuracy(matrix),
    balanced_accuracy_adjusted: m.balancedAccuracy(matrix, true),
    mcc: m.matthewsCorrelation(matrix),
    cohen_kappa: m.cohenKappa(matrix),
    precision_per_class: classes.map(({ precision }) => precision),
    recall_per_class: classes.map(({ sensitivity }) => sensitivity),
    sensitivity_per_class: classes.map(({ sensitivity }) => sensitivity),
    specificity_per_class: classes.map(({ specificity }) => specificity),
    gmean_per_class: classes.map(m.rootOfRates),
    f1_per_class: m.countsPerClass(matrix).map((counts) => m.fBeta(counts)),
    f2_macro: m.averageFBeta(matrix, "macro", 2),
    f1_macro_present_labels_only: present.reduce((sum, counts) => sum + m.fBeta(counts) / present.length, 0),
    gmean_multiclass: m.geometricMean(matrix),
    "gmean_multiclass_correction_0.001": m.geometricMean(matrix, 0.001),
    "gmean_multiclass_correction_0.01": m.geometricMean(matrix, 0.01),
    "gmean_multiclass_correction_0.1": m.geometricMean(matrix, 0.1),
    "iba_gmean_weighted_alpha0.1_sq": m.indexOfBalancedAccuracy(matrix),
    "iba_gmean_weighted_alpha0.5_sq": m.indexOfBalancedAccuracy(matrix, { alpha: 0.5 }),
    "iba_gmean_weighted_alpha0.1_root": m.indexOfBalancedAccuracy(matrix, { squared: false }),
    macro_averaged_mean_absolute_error: m.macroMeanAbsoluteError(matrix),
    f1_binary_pos1: m.fBeta(m.countsPerClass(matrix)[1]!),
    precision_binary_pos1: classes[1]!.precision,
    recall_binary_pos1: classes[1]!.sensitivity,
    specificity_binary_pos1: classes[1]!.specificity,
    gmean_binary: m.rootOfRates(classes[1]!),
  };
}

function probability({ y, proba, weight }: Inputs): Results {
  const rows = proba.flat();
  const total = weight?.reduce((sum, each) => sum + each, 0) ?? y.length;
  const brier = m.brierScore(rows, y, weight);
  const bins = m.calibrationBins(rows, y, 15);
  return {
    log_loss: m.logLoss(rows, y, weight),
    log_loss_sum: m.logLoss(rows, y, weight) * total,
    brier_multiclass: proba[0]!.length === 2 ? 2 * brier : brier,
    brier_binary: brier,
    ece15: m.expectedCalibrationError(rows, y),
    mce15: m.maximumCalibrationError(rows, y),
    ece15_bins: bins.map(({ index, count, accuracy, confidence }) => [index, count, accuracy, confidence]),
    ece10: m.expectedCalibrationError(rows, y, 10),
    classwise_ece15: m.classwiseCalibrationError(rows, y),
    top2_accuracy: m.topAccuracy(rows, y, 2),
  };
}

/** What our measures give for a case of each golden file of metrics, by the names there. */
export const goldenResults: Readonly<Record<"metrics_ranking" | "metrics_labels" | "metrics_probability", (inputs: Inputs) => Results>> = {
  metrics_ranking: ranking,
  metrics_labels: labels,
  metrics_probability: probability,
};
