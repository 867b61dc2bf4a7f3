export { catalogs } from "./components.gen.js";
export {
  calibrationBins,
  classCalibrationBins,
  type CalibrationBin,
  classwiseCalibrationError,
  expectedCalibrationError,
  maximumCalibrationError,
} from "./measures/calibration.js";
export {
  accuracy,
  balancedAccuracy,
  cohenKappa,
  confusionMatrix,
  type ConfusionMatrix,
  macroMeanAbsoluteError,
  matthewsCorrelation,
} from "./measures/confusion.js";
export { averagedGeometricMean, geometricMean, indexOfBalancedAccuracy, rootOfRates } from "./measures/geometric-mean.js";
export { type Averaging, averagePrecisionPerClass, multiclassAveragePrecision, multiclassRocAuc } from "./measures/multiclass-ranking.js";
export {
  averageFBeta,
  averageRates,
  type BinaryCounts,
  type ClassAveraging,
  type ClassRates,
  countsPerClass,
  fBeta,
  perClass,
  rates,
} from "./measures/per-class.js";
export { brierScore, logLoss, topAccuracy } from "./measures/probability.js";
export { averagePrecision, precisionRecallCurve, type PrecisionRecallCurve, rocAuc, rocCurve, type RocCurve } from "./measures/ranking.js";
export { logOdds, predictedClasses, probabilities } from "./scores.js";
