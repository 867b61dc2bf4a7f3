/**
 * A root of a continuous `f` between `low` and `high`, where it has opposite signs, to the last digits of a double.
 *
 * @throws RangeError if the signs do not differ.
 * @see T. R. Chandrupatla, "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function without using
 * derivatives", Advances in Engineering Software 28, 1997.
 */
export function findRoot(f: (x: number) => number, low: number, high: number): number {
  let [a, b] = [high, low];
  let [fa, fb] = [f(a), f(b)];
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (Math.sign(fa) * Math.sign(fb) >= 0)
    throw new RangeError(`findRoot: expected a change of sign between ${low} and ${high}, got ${fb} and ${fa}.`);
  let share = 0.5;
  for (let iteration = 0; iteration < 200; iteration++) {
    const x = a + share * (b - a);
    const fx = f(x);
    const [c, fc] = Math.sign(fx) === Math.sign(fa) ? [a, fa] : [b, fb];
    if (c === b) [b, fb] = [a, fa];
    [a, fa] = [x, fx];
    const best = Math.abs(fa) < Math.abs(fb) ? a : b;
    const limit = (2 * Number.EPSILON * Math.abs(best) + 1e-300) / Math.abs(b - a);
    if (limit > 0.5 || fa === 0 || fb === 0) return best;
    share = Math.min(1 - limit, Math.max(limit, nextShare(a, b, c, fa, fb, fc)));
  }
  return Math.abs(fa) < Math.abs(fb) ? a : b;
}

/** Inverse quadratic interpolation where its step is sure to stay inside, else the middle. */
function nextShare(a: number, b: number, c: number, fa: number, fb: number, fc: number): number {
  const xi = (a - b) / (c - b);
  const phi = (fa - fb) / (fc - fb);
  if (phi ** 2 >= xi || (1 - phi) ** 2 >= 1 - xi) return 0.5;
  return ((fa / (fb - fa)) * fc) / (fb - fc) + ((((c - a) / (b - a)) * fa) / (fc - fa)) * (fb / (fc - fb));
}

/** Doubles `start` until `f` has the sign of `sign` there. */
export function expandUntil(f: (x: number) => number, sign: 1 | -1, start: number): number {
  let x = start;
  while (Math.sign(f(x)) !== sign) {
    x *= 2;
    if (!Number.isFinite(x)) throw new RangeError("expandUntil: expected a change of sign, got none up to infinity.");
  }
  return x;
}
