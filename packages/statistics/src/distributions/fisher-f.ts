import { incompleteBeta } from "../special/incomplete-beta.js";
import type { Tails } from "../special/incomplete-gamma.js";

/** P(F ≤ f) for F with `numerator` and `denominator` degrees of freedom. */
export function fisherFCdf(f: number, numerator: number, denominator: number): number {
  return tails(f, numerator, denominator).lower;
}

/** P(F > f). */
export function fisherFSurvival(f: number, numerator: number, denominator: number): number {
  return tails(f, numerator, denominator).upper;
}

function tails(f: number, numerator: number, denominator: number): Tails {
  if (f === Infinity) return { lower: 1, upper: 0 };
  const total = numerator * f + denominator;
  return incompleteBeta(numerator / 2, denominator / 2, (numerator * f) / total, denominator / total);
}
