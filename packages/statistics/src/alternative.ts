/** What is held against "no difference": that a and b differ, that a is greater, or that a is less. */
export type Alternative = "two-sided" | "greater" | "less";

/** The p value of a statistic that is symmetric around 0 if there is no difference, from its survival function. */
export function symmetricP(statistic: number, alternative: Alternative, survival: (x: number) => number): number {
  if (alternative === "greater") return survival(statistic);
  if (alternative === "less") return survival(-statistic);
  return Math.min(1, 2 * survival(Math.abs(statistic)));
}
