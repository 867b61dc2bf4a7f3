import { type Alternative } from "../alternative.js";
import { normalSurvival } from "../distributions/normal.js";
import { rankData, tieCounts } from "../ranks.js";
import { sum } from "../summary.js";

/** Mann and Whitney's U of the first sample, and its p-value. */
export interface RankSumTest {
  /** Pairs in which a is the greater, ties one half. */
  readonly u: number;
  readonly p: number;
}

/** Mann and Whitney's test of two independent samples with the normal approximation, corrected for ties and continuity. */
export function mannWhitneyAsymptotic(a: readonly number[], b: readonly number[], alternative: Alternative = "two-sided"): RankSumTest {
  const ranks = rankData([...a, ...b]);
  const u = uStatistic(ranks, a.length);
  const pairs = a.length * b.length;
  const n = ranks.length;
  const ties = sum(tieCounts(ranks).map((count) => count ** 3 - count));
  const sd = Math.sqrt((pairs / 12) * (n + 1 - ties / (n * (n - 1))));
  const tail = (extreme: number): number => normalSurvival((extreme - pairs / 2 - 0.5) / sd);
  return { u, p: byAlternative(u, pairs, alternative, tail) };
}

/** The same test by its exact null distribution; for data without ties. */
export function mannWhitneyExact(a: readonly number[], b: readonly number[], alternative: Alternative = "two-sided"): RankSumTest {
  const ranks = rankData([...a, ...b]);
  if (new Set(ranks).size < ranks.length)
    throw new RangeError("mannWhitneyExact: expected values without ties. Use `mannWhitneyAsymptotic`.");
  const u = uStatistic(ranks, a.length);
  const counts = uDistribution(a.length, b.length);
  const total = sum(counts);
  const tail = (extreme: number): number => sum(counts.slice(extreme)) / total;
  return { u, p: byAlternative(u, a.length * b.length, alternative, tail) };
}

const uStatistic = (ranks: readonly number[], n: number): number => sum(ranks.slice(0, n)) - (n * (n + 1)) / 2;

function byAlternative(u: number, pairs: number, alternative: Alternative, tail: (extreme: number) => number): number {
  if (alternative === "greater") return tail(u);
  if (alternative === "less") return tail(pairs - u);
  return Math.min(1, 2 * tail(Math.max(u, pairs - u)));
}

/** Arrangements of n and m values by their U: coefficients of the Gaussian binomial ∏ (1 − q^(m+i)) / (1 − q^i). */
function uDistribution(n: number, m: number): number[] {
  const counts = Array.from({ length: n * m + 1 }, (_, i) => (i === 0 ? 1 : 0));
  for (let i = 1; i <= n; i++) {
    for (let j = counts.length - 1; j >= m + i; j--) counts[j]! -= counts[j - m - i]!;
    for (let j = i; j < counts.length; j++) counts[j]! += counts[j - i]!;
  }
  return counts;
}
