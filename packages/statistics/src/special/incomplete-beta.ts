import { continuedFraction } from "./continued-fraction.js";
import type { Tails } from "./incomplete-gamma.js";
import { logGamma } from "./log-gamma.js";

/**
 * Regularized incomplete beta function I_x(a, b) and its complement, a, b > 0.
 *
 * @param x - in [0, 1].
 * @param y - 1 − x: given apart, because near x = 1 the difference has lost its digits.
 * @see NIST Digital Library of Mathematical Functions, 8.17.22. https://dlmf.nist.gov
 */
export function incompleteBeta(a: number, b: number, x: number, y: number): Tails {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (y <= 0) return { lower: 1, upper: 0 };
  if (x > (a + 1) / (a + b + 2)) {
    const { lower, upper } = incompleteBeta(b, a, y, x);
    return { lower: upper, upper: lower };
  }
  const front = Math.exp(a * Math.log(x) + b * Math.log(y) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  const lower = front / continuedFraction(1, (n) => [coefficient(a, b, x, n), 1]);
  return { lower, upper: 1 - lower };
}

function coefficient(a: number, b: number, x: number, n: number): number {
  const m = n >> 1;
  if (n % 2 === 0) return (m * (b - m) * x) / ((a + n - 1) * (a + n));
  return (-(a + m) * (a + b + m) * x) / ((a + n - 1) * (a + n));
}
