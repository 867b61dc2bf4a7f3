/** Adjusted p values of a family, in the order given; NaN (undefined) stays NaN and still counts as a member. */
export type Correction = (pValues: readonly number[]) => number[];

/** @see S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979. */
export const holm: Correction = (pValues) => stepwise(pValues, "down", (p, rank, count) => p * (count - rank));

/** p-values times their number, at most 1. */
export const bonferroni: Correction = (pValues) => pValues.map((p) => (Number.isNaN(p) ? p : Math.min(1, p * pValues.length)));

/** @see Y. Hochberg, "A sharper Bonferroni procedure for multiple tests of significance", Biometrika 75, 1988. */
export const hochberg: Correction = (pValues) => stepwise(pValues, "up", (p, rank, count) => p * (count - rank));

/** False discovery rate. @see Y. Benjamini and Y. Hochberg, Journal of the Royal Statistical Society B 57, 1995. */
export const benjaminiHochberg: Correction = (pValues) => stepwise(pValues, "up", (p, rank, count) => (p * count) / (rank + 1));

/** False discovery rate under any dependence. @see Y. Benjamini and D. Yekutieli, Annals of Statistics 29, 2001. */
export const benjaminiYekutieli: Correction = (pValues) => {
  const harmonic = pValues.reduce((total, _, i) => total + 1 / (i + 1), 0);
  return stepwise(pValues, "up", (p, rank, count) => (p * count * harmonic) / (rank + 1));
};

/** Adjusts by rank (from 0, smallest p first), then makes the result monotone from the smallest on (down) or from the largest on (up). */
function stepwise(
  pValues: readonly number[],
  direction: "down" | "up",
  adjust: (p: number, rank: number, count: number) => number,
): number[] {
  const defined = pValues.flatMap((p, i) => (Number.isNaN(p) ? [] : [i])).sort((a, b) => pValues[a]! - pValues[b]!);
  const ranks = defined.map((_, rank) => rank);
  const result = pValues.map(() => Number.NaN);
  let bound = direction === "down" ? 0 : 1;
  for (const rank of direction === "down" ? ranks : ranks.toReversed()) {
    const adjusted = adjust(pValues[defined[rank]!]!, rank, pValues.length);
    bound = direction === "down" ? Math.max(bound, Math.min(1, adjusted)) : Math.min(bound, adjusted);
    result[defined[rank]!] = bound;
  }
  return result;
}
