import { findRoot } from "../special/find-root.js";
import { normalCdf, normalDensity } from "./normal.js";

const STEP = 0.05;
const REACH = 9;

/**
 * P(Q > q) for the range of k independent standard normal values (the studentized range with infinite degrees of freedom).
 *
 *     1 − k ∫ φ(z) [Φ(z) − Φ(z − q)]^(k−1) dz
 *
 * The trapezoidal rule converges exponentially for this integrand; about 1e-14 absolute.
 */
export function studentizedRangeSurvival(q: number, k: number): number {
  if (q <= 0) return 1;
  let sum = 0;
  for (let z = -REACH; z <= REACH; z += STEP) sum += normalDensity(z) * (normalCdf(z) - normalCdf(z - q)) ** (k - 1);
  return Math.min(1, Math.max(0, 1 - k * STEP * sum));
}

/** The q with P(Q > q) = alpha. */
export function studentizedRangeCriticalValue(alpha: number, k: number): number {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`studentizedRangeCriticalValue: expected \`alpha\` in (0, 1), got ${alpha}.`);
  return findRoot((q) => studentizedRangeSurvival(q, k) - alpha, 0, 50);
}
