import { expect, test } from "vitest";
import { noncentralTCdf } from "./noncentral-t.js";
import { normalCdf, normalQuantile } from "./normal.js";
import { studentTCdf, studentTQuantile, studentTSurvival } from "./student-t.js";
import { studentizedRangeCriticalValue, studentizedRangeSurvival } from "./studentized-range.js";

test.each([
  [2.262157, 9, 3.1496, 0.200008737214471],
  [-2.262157, 9, 3.1496, 6.87111994541726e-7],
  [2, 30, -1.5, 0.999633879836141],
  [45, 3, 40, 0.499276639954492],
  [636.6, 1, 160, 0.801555188257029],
])("noncentral t: P(T ≤ %d; df %d, δ %d) is the integral worked out with 30 digits by mpmath", (t, df, noncentrality, expected) => {
  expect(noncentralTCdf(t, df, noncentrality)).toBeAllClose(expected, { abs: 1e-12, rel: 1e-9 });
});

test("noncentral t without noncentrality is Student's t", () => {
  expect(noncentralTCdf(0.5, 4, 0)).toBe(studentTCdf(0.5, 4));
});

test.each([
  [2, 0.013328328780817356],
  [3, 0.03555704186316044],
  [10, 0.28201643828913625],
])("studentized range: P(Q > 3.5) of %d means is SciPy's", (k, expected) => {
  expect(studentizedRangeSurvival(3.5, k)).toBeAllClose(expected, { abs: 1e-10, rel: 0 });
});

test("the studentized range of two means is √2 times a normal difference", () => {
  expect(studentizedRangeCriticalValue(0.05, 2)).toBeCloseTo(normalQuantile(0.975) * Math.SQRT2, 10);
});

test("Student's t keeps relative accuracy far in its tail", () => {
  expect(studentTSurvival(1e5, 3)).toBeAllClose(1.1026577904466273e-15, { abs: 0, rel: 1e-12 });
  expect(studentTQuantile(1e-6, 0.7)).toBeAllClose(-70219760.03243221, { abs: 0, rel: 1e-10 });
});

test.each([1e-12, 0.01, 0.3, 0.5, 0.9])("quantiles invert the distribution at p = %d", (p) => {
  expect(normalCdf(normalQuantile(p))).toBeAllClose(p, { abs: 0, rel: 1e-12 });
  expect(studentTCdf(studentTQuantile(p, 3.5), 3.5)).toBeAllClose(p, { abs: 0, rel: 1e-12 });
});

test("quantiles are infinite at 0 and 1 and refuse what is no probability", () => {
  expect([normalQuantile(0), normalQuantile(1), studentTQuantile(0, 4), studentTQuantile(1, 4)]).toEqual([
    -Infinity,
    Infinity,
    -Infinity,
    Infinity,
  ]);
  expect(() => normalQuantile(1.5)).toThrow("normalQuantile: expected `p` in [0, 1], got 1.5.");
  expect(() => studentTQuantile(Number.NaN, 3)).toThrow("studentTQuantile: expected `p` in [0, 1], got NaN.");
  expect(() => studentizedRangeCriticalValue(0, 3)).toThrow("studentizedRangeCriticalValue: expected `alpha` in (0, 1), got 0.");
});

test("the noncentral t is the same by its sum and by its integral, where one takes over from the other", () => {
  for (const [t, df] of [
    [3, 1],
    [11, 4],
    [14, 30],
    [60, 1],
  ] as const) {
    const [below, above] = [noncentralTCdf(t, df, 12), noncentralTCdf(t, df, 12 + 1e-9)];
    expect(Math.abs(below - above)).toBeLessThan(1e-9);
  }
});

test("a noncentrality in the hundreds is no work", () => {
  // With one degree of freedom and δ → ∞, P(T ≤ cδ) → P(|Z| ≥ 1/c).
  expect(noncentralTCdf(1e6, 1, 1e6)).toBeCloseTo(0.31731050786291415, 9);
});
