import { chiSquaredSurvival } from "../distributions/chi-squared.js";
import { rankData, tieCounts } from "../ranks.js";
import { sum } from "../summary.js";

/** Kruskal and Wallis' test of several independent samples, corrected for ties; p from χ² with (number of groups − 1) degrees of freedom. */
export function kruskalWallis(groups: readonly (readonly number[])[]): { readonly h: number; readonly p: number } {
  const ranks = rankData(groups.flat());
  const n = ranks.length;
  let start = 0;
  const squares = groups.map((group) => {
    const total = sum(ranks.slice(start, start + group.length));
    start += group.length;
    return total ** 2 / group.length;
  });
  const ties = sum(tieCounts(ranks).map((count) => count ** 3 - count));
  const h = ((12 / (n * (n + 1))) * sum(squares) - 3 * (n + 1)) / (1 - ties / (n ** 3 - n));
  return { h, p: chiSquaredSurvival(h, groups.length - 1) };
}
