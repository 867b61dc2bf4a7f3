import { chiSquaredSurvival } from "../distributions/chi-squared.js";
import { fisherFSurvival } from "../distributions/fisher-f.js";
import { normalSurvival } from "../distributions/normal.js";
import { studentizedRangeCriticalValue, studentizedRangeSurvival } from "../distributions/studentized-range.js";
import { rankData, tieCounts } from "../ranks.js";
import { mean, sum } from "../summary.js";

/** Whether the mean ranks of several methods differ: χ² and Iman and Davenport's F. */
export interface FriedmanTest {
  /** Mean rank of each column, 1 for the highest score. */
  readonly meanRanks: readonly number[];
  readonly chi2: number;
  readonly p: number;
  /** Iman and Davenport's less conservative statistic and its p value. */
  readonly f: number;
  readonly fP: number;
}

/**
 * Friedman's test of k methods (columns) on n data sets (rows), corrected for ties.
 *
 * @see J. Demšar, "Statistical comparisons of classifiers over multiple data sets", JMLR 7, 2006, section 3.2.
 */
export function friedman(scores: readonly (readonly number[])[]): FriedmanTest {
  const [n, k] = shapeOf(scores);
  const rows = scores.map((row) => rankData(row.map((value) => -value)));
  const meanRanks = Array.from({ length: k }, (_, j) => mean(rows.map((row) => row[j]!)));
  const ties = sum(rows.flatMap(tieCounts).map((count) => count ** 3 - count));
  const spread = sum(meanRanks.map((rank) => rank ** 2)) - (k * (k + 1) ** 2) / 4;
  const chi2 = (((12 * n) / (k * (k + 1))) * spread) / (1 - ties / (n * k * (k * k - 1)));
  const f = ((n - 1) * chi2) / (n * (k - 1) - chi2);
  return { meanRanks, chi2, p: chiSquaredSurvival(chi2, k - 1), f, fP: fisherFSurvival(f, k - 1, (k - 1) * (n - 1)) };
}

/** Two methods by their mean ranks. */
export interface RankComparison {
  /** (R_a − R_b) / √(k(k+1)/6n). */
  readonly z: number;
  /** From the normal distribution; correct over the family that is looked at, e.g. with `holm`. */
  readonly p: number;
  /** Nemenyi's: already for all pairs. */
  readonly pNemenyi: number;
}

/** Compares the mean ranks of two of k methods over n data sets. */
export function compareRanks(rankA: number, rankB: number, k: number, n: number): RankComparison {
  const z = (rankA - rankB) / rankStandardError(k, n);
  return { z, p: 2 * normalSurvival(Math.abs(z)), pNemenyi: studentizedRangeSurvival(Math.abs(z) * Math.SQRT2, k) };
}

/** Nemenyi's q: the critical value of the studentized range over √2. */
export function nemenyiCriticalValue(alpha: number, k: number): number {
  return studentizedRangeCriticalValue(alpha, k) / Math.SQRT2;
}

/** The smallest difference of mean ranks that Nemenyi's test calls significant. */
export function nemenyiCriticalDifference(alpha: number, k: number, n: number): number {
  return nemenyiCriticalValue(alpha, k) * rankStandardError(k, n);
}

const rankStandardError = (k: number, n: number): number => Math.sqrt((k * (k + 1)) / (6 * n));

function shapeOf(scores: readonly (readonly number[])[]): [n: number, k: number] {
  const k = scores[0]?.length ?? 0;
  if (k < 2 || scores.some((row) => row.length !== k)) {
    throw new RangeError(
      `friedman: expected rows of the same length of at least 2, got ${scores.map((row) => row.length).join(", ") || "none"}.`,
    );
  }
  return [scores.length, k];
}
