/** The class with the most rows, the first among equals. */
export function majorityClass(counts: readonly number[]): number {
  return counts.indexOf(Math.max(...counts));
}

/** The class with the fewest rows, the last among equals: so it is never the majority class. */
export function minorityClass(counts: readonly number[]): number {
  return counts.lastIndexOf(Math.min(...counts));
}
