/** Sum of `values`; 0 without any. */
export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** NaN without any values. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** Σ(x − x̄)²/(n − 1); NaN with fewer than two values, exactly 0 where they are the same but for rounding. */
export function sampleVariance(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN;
  if (isConstant(values)) return 0;
  const center = mean(values);
  return sum(values.map((value) => (value - center) ** 2)) / (values.length - 1);
}

/** Square root of the sample variance. */
export function standardDeviation(values: readonly number[]): number {
  return Math.sqrt(sampleVariance(values));
}

/** Linear interpolation between order statistics, NumPy's default; `probability` in [0, 1]. */
export function quantile(values: readonly number[], probability: number): number {
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`quantile: expected \`probability\` in [0, 1], got ${probability}.`);
  const sorted = values.toSorted((a, b) => a - b);
  const position = probability * (sorted.length - 1);
  const low = Math.floor(position);
  const base = sorted[low] ?? Number.NaN;
  return base + (position - low) * ((sorted[low + 1] ?? base) - base);
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** a − b, row by row. */
export function differences(a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length)
    throw new RangeError(`differences: expected as many values in \`b\` as in \`a\`, got ${b.length} and ${a.length}.`);
  return a.map((value, i) => value - b[i]!);
}

/** Sample variance of a − b; 0 where the differences are the same but for the rounding of a and b. */
export function pairedVariance(a: readonly number[], b: readonly number[]): number {
  const d = differences(a, b);
  return d.length > 1 && isConstant(d, scaleOf([...a, ...b])) ? 0 : sampleVariance(d);
}

/** Scores of some thousand rows are sums whose own rounding comes near this share of them. */
const ROUNDING = 1e-12;

/**
 * True if all values are the same but for rounding: no test can estimate a variance from them.
 *
 * @param scale - size of the numbers that the values were computed from, if that is not their own: differences of numbers near 1
 * carry the rounding of numbers near 1, however small they are.
 */
export function isConstant(values: readonly number[], scale: number = scaleOf(values)): boolean {
  return Math.max(...values) - Math.min(...values) <= ROUNDING * scale;
}

function scaleOf(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
