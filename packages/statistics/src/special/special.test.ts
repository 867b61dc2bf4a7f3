import { expect, test } from "vitest";
import { expandUntil, findRoot } from "./find-root.js";
import { incompleteBeta } from "./incomplete-beta.js";
import { incompleteGamma } from "./incomplete-gamma.js";
import { logGamma } from "./log-gamma.js";

test("logGamma is SciPy's near 0, at factorials and far out", () => {
  expect([logGamma(1e-3), logGamma(171.3)]).toBeAllClose([6.907178885383853, 708.1149470389971], { abs: 0, rel: 1e-14 });
  expect([1, 2, 6].map(logGamma)).toBeAllClose([0, 0, Math.log(120)], { abs: 1e-14, rel: 1e-14 });
});

test("incomplete beta and gamma keep relative accuracy in the small one of their tails", () => {
  expect(incompleteBeta(2.5, 0.5, 1e-9, 1 - 1e-9).lower).toBeAllClose(1.0736898586125177e-23, { abs: 0, rel: 1e-12 });
  expect(incompleteGamma(0.5, 700).upper).toBeAllClose(2.1010145162644003e-306, { abs: 0, rel: 1e-12 });
});

test("both tails are whole at the ends", () => {
  expect([incompleteBeta(2, 3, 0, 1), incompleteBeta(2, 3, 1, 0)]).toEqual([
    { lower: 0, upper: 1 },
    { lower: 1, upper: 0 },
  ]);
  expect([incompleteGamma(2, 0), incompleteGamma(2, Infinity)]).toEqual([
    { lower: 0, upper: 1 },
    { lower: 1, upper: 0 },
  ]);
});

test("findRoot finds roots of flat and of steep functions", () => {
  expect(findRoot((x) => (x - 1 / 3) ** 3, 0, 1)).toBeCloseTo(1 / 3, 4);
  expect(findRoot((x) => Math.exp(40 * x) - 2, -1, 1)).toBeCloseTo(Math.LN2 / 40, 14);
  expect(findRoot((x) => x, 0, 5)).toBe(0);
});

test("findRoot and expandUntil refuse functions that do not change sign", () => {
  expect(() => findRoot((x) => x * x + 1, -1, 1)).toThrow("findRoot: expected a change of sign between -1 and 1, got 2 and 2.");
  expect(() => expandUntil(() => 1, -1, 1)).toThrow("expandUntil: expected a change of sign, got none up to infinity.");
});
