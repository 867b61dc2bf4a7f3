const TINY = 1e-300;

/**
 * b₀ + a₁/(b₁ + a₂/(b₂ + …)) by the modified Lentz method, to double precision.
 *
 * @param term - gives [aₙ, bₙ] for n ≥ 1.
 * @see W. H. Press et al., Numerical Recipes, 3rd edition, 2007, section 5.2.
 */
export function continuedFraction(b0: number, term: (n: number) => readonly [number, number]): number {
  let value = b0 || TINY;
  let c = value;
  let d = 0;
  for (let n = 1; n <= 10_000; n++) {
    const [a, b] = term(n);
    d = 1 / (b + a * d || TINY);
    c = b + a / c || TINY;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return value;
}
