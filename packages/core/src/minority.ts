/**
 * The class with the fewest rows.
 *
 * Samplers, which balance the rows they are given, take the first among equals, as imbalanced-learn does. A whole data set is
 * asked with `"last"`: scikit-learn's positive class of two is the last.
 */
export function minorityOf(counts: readonly number[], amongEquals: "first" | "last" = "first"): number {
  const smallest = Math.min(...counts);
  return amongEquals === "first" ? counts.indexOf(smallest) : counts.lastIndexOf(smallest);
}

/** The class with the most rows, the first among equals. */
export function majorityOf(counts: readonly number[]): number {
  return counts.indexOf(Math.max(...counts));
}
