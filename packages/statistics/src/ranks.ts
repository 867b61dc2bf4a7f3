/** Which rank equal values share: the mean of theirs, the least, the largest, the number of the value (`dense`); `ordinal` ranks them in their order. */
export type TieRule = "average" | "min" | "max" | "dense" | "ordinal";

/** Ranks from 1, smallest first; equal values share a rank by `ties`, as in SciPy. */
export function rankData(values: readonly number[], ties: TieRule = "average"): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b);
  const ranks = Array.from<number>({ length: values.length });
  let dense = 0;
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    dense++;
    const shared = { average: (start + 1 + end) / 2, min: start + 1, max: end, dense };
    for (let i = start; i < end; i++) ranks[order[i]!] = ties === "ordinal" ? i + 1 : shared[ties];
    start = end;
  }
  return ranks;
}

/** How many values share each rank. */
export function tieCounts(ranks: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const rank of ranks) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  return [...counts.values()];
}
