import { type Alternative, symmetricP } from "../alternative.js";
import { normalSurvival } from "../distributions/normal.js";
import { rankData, tieCounts } from "../ranks.js";
import { differences, sum } from "../summary.js";

/** Wilcoxon's sum of signed ranks, and its p-value. */
export interface SignedRankTest {
  /** Sum of the ranks of positive and of negative differences. */
  readonly wPlus: number;
  readonly wMinus: number;
  readonly p: number;
}

/** What becomes of zeros, and against which alternative is tested. */
export interface SignedRankOptions {
  readonly alternative?: Alternative;
  /** What becomes of zero differences: left out (`wilcox`), ranked but not counted (`pratt`), or half to each side (`zsplit`). */
  readonly zeroMethod?: "wilcox" | "pratt" | "zsplit";
  /** Continuity correction of ½. */
  readonly continuity?: boolean;
}

/** Wilcoxon's signed-rank test of a − b with the normal approximation and its correction for ties; equal to SciPy's `wilcoxon(method="asymptotic")`. */
export function wilcoxonAsymptotic(a: readonly number[], b: readonly number[], options: SignedRankOptions = {}): SignedRankTest {
  const { alternative = "two-sided", zeroMethod = "wilcox", continuity = false } = options;
  const all = tiedDifferences(a, b);
  const d = zeroMethod === "wilcox" ? all.filter((value) => value !== 0) : all;
  const numZeros = d.filter((value) => value === 0).length;
  const ranks = rankData(d.map(Math.abs));
  const shared = zeroMethod === "zsplit" ? sum(ranks.filter((_, i) => d[i] === 0)) / 2 : 0;
  const wPlus = rankSum(ranks, d, 1) + shared;
  const wMinus = rankSum(ranks, d, -1) + shared;
  const left = zeroMethod === "pratt" ? numZeros : 0;
  const counted = zeroMethod === "pratt" ? ranks.filter((_, i) => d[i] !== 0) : ranks;
  const expected = (triangle(d.length) - triangle(left)) / 2;
  const ties = sum(tieCounts(counted).map((count) => count ** 3 - count));
  const sd = Math.sqrt((pyramid(d.length) - pyramid(left)) / 4 - ties / 48);
  const shift = continuity ? 0.5 * correctionSign(wPlus - expected, alternative) : 0;
  return { wPlus, wMinus, p: symmetricP((wPlus - expected - shift) / sd, alternative, normalSurvival) };
}

/** The same test by its exact null distribution; for data without zeros and ties. */
export function wilcoxonExact(a: readonly number[], b: readonly number[], alternative: Alternative = "two-sided"): SignedRankTest {
  const d = tiedDifferences(a, b);
  const ranks = rankData(d.map(Math.abs));
  if (d.includes(0) || new Set(ranks).size < ranks.length) {
    throw new RangeError("wilcoxonExact: expected differences without zeros and ties. Use `wilcoxonPermutation`.");
  }
  return signedRankByFlips(ranks, d, alternative);
}

/** The same test by all sign flips of the differences, zeros left out: exact with ties too. */
export function wilcoxonPermutation(a: readonly number[], b: readonly number[], alternative: Alternative = "two-sided"): SignedRankTest {
  const d = tiedDifferences(a, b).filter((value) => value !== 0);
  return signedRankByFlips(rankData(d.map(Math.abs)), d, alternative);
}

function signedRankByFlips(ranks: readonly number[], d: readonly number[], alternative: Alternative): SignedRankTest {
  const wPlus = rankSum(ranks, d, 1);
  const counts = flipDistribution(ranks);
  const total = 2 ** ranks.length;
  const atMost = sum(counts.slice(0, 2 * wPlus + 1)) / total;
  const atLeast = sum(counts.slice(2 * wPlus)) / total;
  const p = { less: atMost, greater: atLeast, "two-sided": Math.min(1, 2 * Math.min(atMost, atLeast)) }[alternative];
  return { wPlus, wMinus: rankSum(ranks, d, -1), p };
}

/** How many sign patterns give each value of 2W⁺; ranks are multiples of ½. */
function flipDistribution(ranks: readonly number[]): number[] {
  const counts = Array.from({ length: 2 * sum(ranks) + 1 }, (_, i) => (i === 0 ? 1 : 0));
  for (const rank of ranks) {
    for (let i = counts.length - 1; i >= 2 * rank; i--) counts[i]! += counts[i - 2 * rank]!;
  }
  return counts;
}

/** a − b rounded to 12 decimals: differences that are equal but for rounding are ties. */
function tiedDifferences(a: readonly number[], b: readonly number[]): number[] {
  return differences(a, b).map((value) => Math.round(value * 1e12) / 1e12);
}

const rankSum = (ranks: readonly number[], d: readonly number[], sign: 1 | -1): number =>
  sum(ranks.filter((_, i) => Math.sign(d[i]!) === sign));
const triangle = (n: number): number => (n * (n + 1)) / 2;
const pyramid = (n: number): number => (n * (n + 1) * (2 * n + 1)) / 6;
const correctionSign = (excess: number, alternative: Alternative): number =>
  ({ "two-sided": Math.sign(excess), greater: 1, less: -1 })[alternative];
