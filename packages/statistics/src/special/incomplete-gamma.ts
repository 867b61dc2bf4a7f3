import { continuedFraction } from "./continued-fraction.js";
import { logGamma } from "./log-gamma.js";

/** A regularized integral and its complement, each with full relative accuracy. */
export interface Tails {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Regularized incomplete gamma functions P(a, x) = γ(a, x)/Γ(a) and Q = 1 − P, a > 0, x ≥ 0: the series below x = a + 1, the
 * continued fraction above, so that the small one of the two is computed and not left over.
 *
 * @see NIST Digital Library of Mathematical Functions, 8.11.4 and 8.9.2. https://dlmf.nist.gov
 */
export function incompleteGamma(a: number, x: number): Tails {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    const lower = front * powerSeries(a, x);
    return { lower, upper: 1 - lower };
  }
  const upper = front / continuedFraction(x + 1 - a, (n) => [-n * (n - a), x + 2 * n + 1 - a]);
  return { lower: 1 - upper, upper };
}

function powerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}
