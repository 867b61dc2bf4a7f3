import { type Alternative, symmetricP } from "../alternative.js";
import { studentTQuantile, studentTSurvival } from "../distributions/student-t.js";
import { differences, mean, pairedVariance, sampleVariance } from "../summary.js";

/** Its lower and its upper end. */
export type Interval = readonly [low: number, high: number];

/** A t statistic with its degrees of freedom, p-value and interval. */
export interface TTest {
  readonly difference: number;
  readonly standardError: number;
  /** NaN where it is undefined: without variation there is no test. */
  readonly t: number;
  readonly df: number;
  /** NaN where it is undefined, never 0. */
  readonly p: number;
  /** Bounded on the side of the alternative alone if that is one-sided; NaN like t. */
  readonly interval: Interval;
}

/** Against which difference and which alternative is tested, and the level of the interval. */
export interface TTestOptions {
  readonly alternative?: Alternative;
  /** Coverage of the interval; 0.95 unless given. */
  readonly level?: number;
}

/** Paired t test of a − b. */
export function pairedT(a: readonly number[], b: readonly number[], options: TTestOptions = {}): TTest {
  const d = differences(a, b);
  return tTest(mean(d), Math.sqrt(pairedVariance(a, b) / d.length), d.length - 1, options);
}

/** Welch's t test of the means of two independent samples; df by Welch and Satterthwaite. */
export function welchT(a: readonly number[], b: readonly number[], options: TTestOptions = {}): TTest {
  const [va, vb] = [sampleVariance(a) / a.length, sampleVariance(b) / b.length];
  const df = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
  return tTest(mean(a) - mean(b), Math.sqrt(va + vb), df, options);
}

/** The mean with its Student t interval. */
export function meanInterval(
  values: readonly number[],
  level = 0.95,
): { readonly mean: number; readonly standardError: number; readonly interval: Interval } {
  const center = mean(values);
  const standardError = Math.sqrt(sampleVariance(values) / values.length);
  return { mean: center, standardError, interval: tInterval(center, standardError, values.length - 1, level, "two-sided") };
}

/** A t test from its estimate; undefined (NaN) if the standard error is 0. */
export function tTest(
  difference: number,
  standardError: number,
  df: number,
  { alternative = "two-sided", level = 0.95 }: TTestOptions,
): TTest {
  const t = standardError > 0 ? difference / standardError : Number.NaN;
  const p = Number.isNaN(t) ? Number.NaN : symmetricP(t, alternative, (x) => studentTSurvival(x, df));
  return { difference, standardError, t, df, p, interval: tInterval(difference, standardError, df, level, alternative) };
}

function tInterval(center: number, standardError: number, df: number, level: number, alternative: Alternative): Interval {
  if (!(df > 0 && standardError > 0)) return [Number.NaN, Number.NaN];
  const half = studentTQuantile(alternative === "two-sided" ? (1 + level) / 2 : level, df) * standardError;
  return [alternative === "less" ? -Infinity : center - half, alternative === "greater" ? Infinity : center + half];
}
