import { expandUntil, findRoot } from "../special/find-root.js";
import { incompleteBeta } from "../special/incomplete-beta.js";

/** P(T > t) for Student's t with `df` > 0 degrees of freedom (not necessarily whole), with relative accuracy in the tail. */
export function studentTSurvival(t: number, df: number): number {
  if (Number.isNaN(t)) return Number.NaN;
  if (t < 0) return 1 - studentTSurvival(-t, df);
  if (t === Infinity) return 0;
  const square = t * t;
  return incompleteBeta(df / 2, 0.5, df / (df + square), square / (df + square)).lower / 2;
}

/** P(T ≤ t). */
export function studentTCdf(t: number, df: number): number {
  return studentTSurvival(-t, df);
}

/** The t with P(T ≤ t) = p; ±Infinity at 0 and 1. */
export function studentTQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`studentTQuantile: expected \`p\` in [0, 1], got ${p}.`);
  if (p === 0.5) return 0;
  if (p > 0.5) return -studentTQuantile(1 - p, df);
  if (p === 0) return -Infinity;
  const target = Math.log(p);
  const excess = (t: number): number => Math.log(studentTSurvival(t, df)) - target;
  return -findRoot(excess, 0, expandUntil(excess, -1, 1));
}
