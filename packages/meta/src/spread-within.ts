/** Spreads the mass of each class evenly over its rows, in place. */
export function spreadWithin(weights: Float32Array, classes: Int32Array): void {
  const totals = new Map<number, { sum: number; count: number }>();
  classes.forEach((label, i) => {
    const total = totals.get(label) ?? { sum: 0, count: 0 };
    totals.set(label, { sum: total.sum + weights[i]!, count: total.count + 1 });
  });
  classes.forEach((label, i) => {
    const { sum, count } = totals.get(label)!;
    weights[i] = sum / count;
  });
}
