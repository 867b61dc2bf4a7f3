import { incompleteGamma } from "../special/incomplete-gamma.js";

/** P(X ≤ x) for χ² with `df` degrees of freedom. */
export function chiSquaredCdf(x: number, df: number): number {
  return incompleteGamma(df / 2, x / 2).lower;
}

/** P(X > x). */
export function chiSquaredSurvival(x: number, df: number): number {
  return incompleteGamma(df / 2, x / 2).upper;
}
