import { quantile } from "./summary.js";
import type { Interval } from "./tests/t-test.js";

/** How a bootstrap draws and what it gives. */
export interface BootstrapOptions {
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** 2,000 unless given. */
  readonly resamples?: number;
  /** 0.95 unless given. */
  readonly level?: number;
}

/**
 * Percentile interval of a statistic over rows drawn with replacement.
 *
 * @see B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
 */
export function bootstrapInterval<Row>(
  rows: readonly Row[],
  statistic: (rows: readonly Row[]) => number,
  options: BootstrapOptions,
): Interval {
  const { random, resamples = 2000, level = 0.95 } = options;
  const values = Array.from({ length: resamples }, () => statistic(rows.map(() => rows[Math.floor(random() * rows.length)]!)));
  return [quantile(values, (1 - level) / 2), quantile(values, (1 + level) / 2)];
}
