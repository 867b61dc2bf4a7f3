export { type Alternative } from "./alternative.js";
export { bootstrapInterval, type BootstrapOptions } from "./bootstrap.js";
export { type Correlation, kendallTauB, pearson, spearman } from "./correlation.js";
export { chiSquaredCdf, chiSquaredSurvival } from "./distributions/chi-squared.js";
export { fisherFCdf, fisherFSurvival } from "./distributions/fisher-f.js";
export { noncentralTCdf } from "./distributions/noncentral-t.js";
export { normalCdf, normalDensity, normalQuantile, normalSurvival } from "./distributions/normal.js";
export { studentTCdf, studentTQuantile, studentTSurvival } from "./distributions/student-t.js";
export { studentizedRangeCriticalValue, studentizedRangeSurvival } from "./distributions/studentized-range.js";
export { cliffsDelta, cohenD, cohenDz, hedgesCorrection, varghaDelaneyA } from "./effect-size.js";
export { rankData, type TieRule } from "./ranks.js";
export { isConstant, mean, median, pairedVariance, quantile, sampleVariance, standardDeviation } from "./summary.js";
export {
  bayesianCorrelatedT,
  type CorrelatedPosterior,
  correctedInterval,
  correctedResampledT,
  correctedStandardError,
  type ResamplingDesign,
} from "./tests/corrected-resampled-t.js";
export { benjaminiHochberg, benjaminiYekutieli, bonferroni, type Correction, hochberg, holm } from "./tests/corrections.js";
export {
  compareRanks,
  friedman,
  type FriedmanTest,
  nemenyiCriticalDifference,
  nemenyiCriticalValue,
  type RankComparison,
} from "./tests/friedman.js";
export { kruskalWallis } from "./tests/kruskal-wallis.js";
export { mannWhitneyAsymptotic, mannWhitneyExact, type RankSumTest } from "./tests/mann-whitney.js";
export { correctedResampledPower, type DetectableDifference, minimumDetectableDifference, type TestPlan } from "./tests/power.js";
export { signFlipExact, signTest, type SignTest } from "./tests/sign-tests.js";
export { type Interval, meanInterval, pairedT, type TTest, type TTestOptions, welchT } from "./tests/t-test.js";
export { type SignedRankOptions, type SignedRankTest, wilcoxonAsymptotic, wilcoxonExact, wilcoxonPermutation } from "./tests/wilcoxon.js";
