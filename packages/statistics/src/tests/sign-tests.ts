import { differences, sum } from "../summary.js";

const MOST_EXACT = 24;

/**
 * Two-sided randomization test of the mean difference: the share of all 2ⁿ sign patterns of a − b whose mean is at least as far from 0.
 *
 * @throws RangeError for more than 24 rows.
 * @see R. A. Fisher, The Design of Experiments, 1935, section 21.
 */
export function signFlipExact(a: readonly number[], b: readonly number[]): number {
  const d = differences(a, b);
  if (d.length > MOST_EXACT) throw new RangeError(`signFlipExact: expected at most ${MOST_EXACT} rows, got ${d.length}.`);
  const limit = Math.abs(sum(d)) - 1e-12 * sum(d.map(Math.abs));
  let total = sum(d);
  const signs = d.map(() => 1);
  let asFar = 0;
  for (let pattern = 0; pattern < 2 ** d.length; pattern++) {
    if (Math.abs(total) >= limit) asFar++;
    // Gray code: the next pattern differs in one sign.
    const flipped = 31 - Math.clz32((pattern + 1) & -(pattern + 1));
    if (flipped >= d.length) break;
    signs[flipped]! *= -1;
    total += 2 * signs[flipped]! * d[flipped]!;
  }
  return asFar / 2 ** d.length;
}

/** How many of the rows that differ are above 0, and how likely that is by chance. */
export interface SignTest {
  readonly positive: number;
  /** Rows that differ. */
  readonly count: number;
  readonly p: number;
}

/** Two-sided exact sign test of a − b, rows without a difference left out. */
export function signTest(a: readonly number[], b: readonly number[]): SignTest {
  const d = differences(a, b).filter((value) => value !== 0);
  const positive = d.filter((value) => value > 0).length;
  const tail = binomialCdf(Math.min(positive, d.length - positive), d.length);
  return { positive, count: d.length, p: Math.min(1, 2 * tail) };
}

/** P(X ≤ k) for X binomial(n, ½). */
function binomialCdf(k: number, n: number): number {
  let term = 0.5 ** n;
  let total = 0;
  for (let i = 0; i <= k; i++) {
    total += term;
    term *= (n - i) / (i + 1);
  }
  return total;
}
