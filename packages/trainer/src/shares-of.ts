/** What part of the whole each is. */
export function sharesOf(mass: Float64Array): number[] {
  const total = mass.reduce((sum, value) => sum + value, 0);
  return Array.from(mass, (value) => value / total);
}
