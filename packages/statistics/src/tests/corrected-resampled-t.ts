import { studentTCdf, studentTQuantile, studentTSurvival } from "../distributions/student-t.js";
import { differences, mean, pairedVariance, sampleVariance } from "../summary.js";
import { type Interval, type TTest, tTest, type TTestOptions } from "./t-test.js";

/** How many rows a trial trains on and is tested on. */
export interface ResamplingDesign {
  readonly trainSize: number;
  readonly testSize: number;
}

/**
 * Corrected resampled t test of a − b over J trials on overlapping splits of one data set.
 *
 *     se = sd(d) · √(1/J + n_test/n_train),   df = J − 1
 *
 * Columns that are equal, or differ by the same in every trial but for rounding, give NaN for t, p and interval: nothing was tested.
 *
 * @see C. Nadeau and Y. Bengio, "Inference for the generalization error", Machine Learning 52, 2003, equation 9 and section 4.
 */
export function correctedResampledT(
  a: readonly number[],
  b: readonly number[],
  design: ResamplingDesign,
  options: TTestOptions = {},
): TTest {
  const d = differences(a, b);
  return tTest(mean(d), Math.sqrt(pairedVariance(a, b) * varianceFactor(d.length, design)), d.length - 1, options);
}

/** The interval of a mean over trials on overlapping splits, with the same correction. */
export function correctedInterval(values: readonly number[], design: ResamplingDesign, level = 0.95): Interval {
  return tTest(mean(values), correctedStandardError(values, design), values.length - 1, { level }).interval;
}

/** √(1/J + n_test/n_train) · sd. */
export function correctedStandardError(values: readonly number[], design: ResamplingDesign): number {
  return Math.sqrt(sampleVariance(values) * varianceFactor(values.length, design));
}

function varianceFactor(trials: number, { trainSize, testSize }: ResamplingDesign): number {
  if (!(trainSize > 0 && testSize >= 0)) {
    throw new RangeError(
      `correctedStandardError: expected \`trainSize\` above 0 and \`testSize\` of at least 0, got ${trainSize} and ${testSize}.`,
    );
  }
  return 1 / trials + testSize / trainSize;
}

/** The posterior of a difference under the correlated Bayesian t-test: a scaled and shifted t. */
export interface CorrelatedPosterior {
  /** Correlation of two trials' differences, n_test / (n_train + n_test). */
  readonly correlation: number;
  readonly mean: number;
  readonly scale: number;
  readonly df: number;
  /** Probabilities that a − b lies below −rope, within [−rope, rope], above rope. */
  readonly pLeft: number;
  readonly pRope: number;
  readonly pRight: number;
  readonly interval: Interval;
}

/**
 * Bayesian correlated t test: the posterior of the mean difference is Student t(J − 1, d̄, scale) with
 * scale² = (1/J + ρ/(1 − ρ))·sd², ρ = n_test/(n_train + n_test).
 *
 * @param rope - half width of the region of practical equivalence.
 * @see G. Corani and A. Benavoli, "A Bayesian approach for comparing cross-validated algorithms on multiple data sets", Machine Learning 100, 2015.
 */
export function bayesianCorrelatedT(
  a: readonly number[],
  b: readonly number[],
  { rope, level = 0.95, ...design }: ResamplingDesign & { readonly rope: number; readonly level?: number },
): CorrelatedPosterior {
  const d = differences(a, b);
  const center = mean(d);
  const scale = Math.sqrt(pairedVariance(a, b) * varianceFactor(d.length, design));
  const df = d.length - 1;
  const pLeft = studentTCdf((-rope - center) / scale, df);
  const pRight = studentTSurvival((rope - center) / scale, df);
  const half = studentTQuantile((1 + level) / 2, df) * scale;
  return {
    correlation: design.testSize / (design.trainSize + design.testSize),
    mean: center,
    scale,
    df,
    pLeft,
    pRope: rope === 0 ? 0 : 1 - pLeft - pRight,
    pRight,
    interval: [center - half, center + half],
  };
}
