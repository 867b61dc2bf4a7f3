/** Mean and population standard deviation. */
export function momentsOf(entries: Float64Array): { readonly mean: number; readonly deviation: number } {
  const mean = entries.reduce((sum, value) => sum + value, 0) / entries.length;
  const variance = entries.reduce((sum, value) => sum + (value - mean) ** 2, 0) / entries.length;
  return { mean, deviation: Math.sqrt(variance) };
}

/**
 * Whether values differ by no more than rounding: deviation ≤ n·|mean|·ε, the error that a mean of n doubles can have.
 *
 * @see scikit-learn's `_is_constant_feature`, for the bound.
 */
export function isRounding(deviation: number, mean: number, count: number): boolean {
  return deviation <= count * Math.abs(mean) * Number.EPSILON;
}
