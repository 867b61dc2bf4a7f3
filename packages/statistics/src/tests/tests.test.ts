import { describe, expect, test } from "vitest";
import { bootstrapInterval } from "../bootstrap.js";
import { mean, quantile } from "../summary.js";
import { correctedInterval, correctedResampledT, correctedStandardError } from "./corrected-resampled-t.js";
import { benjaminiHochberg, bonferroni, hochberg, holm } from "./corrections.js";
import { friedman } from "./friedman.js";
import { mannWhitneyAsymptotic, mannWhitneyExact } from "./mann-whitney.js";
import { correctedResampledPower, minimumDetectableDifference } from "./power.js";
import { signFlipExact } from "./sign-tests.js";
import { pairedT } from "./t-test.js";
import { wilcoxonExact } from "./wilcoxon.js";

const a = [0.81, 0.84, 0.79, 0.86, 0.83];
const b = [0.8, 0.8, 0.8, 0.81, 0.82];
const design = { trainSize: 80, testSize: 20 };

describe("the corrected resampled t test", () => {
  test("is the paired t test if trials do not overlap", () => {
    expect(correctedResampledT(a, b, { trainSize: 80, testSize: 0 })).toEqual(pairedT(a, b));
  });

  test("is undefined, not certain, for columns that differ in no trial or in all by the same", () => {
    const shifted = a.map((value) => value + 0.1);
    for (const other of [a, shifted]) {
      const { t, p, interval } = correctedResampledT(a, other, design);
      expect([t, p, ...interval]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    }
  });

  test("has the interval of its differences", () => {
    const d = a.map((value, i) => value - b[i]!);
    expect(correctedResampledT(a, b, design).interval).toEqual(correctedInterval(d, design));
  });

  test("refuses columns of different length and sizes that are none", () => {
    expect(() => correctedResampledT(a, b.slice(1), design)).toThrow("differences: expected as many values in `b` as in `a`, got 4 and 5.");
    expect(() => correctedStandardError(a, { trainSize: 0, testSize: 1 })).toThrow(
      "correctedStandardError: expected `trainSize` above 0 and `testSize` of at least 0, got 0 and 1.",
    );
  });
});

describe("power", () => {
  const plan = { trials: 10, sd: 0.03, ratio: 0.25, alpha: 0.05 };

  test("of no difference is alpha", () => {
    expect(correctedResampledPower(plan, 0)).toBeCloseTo(0.05, 10);
  });

  test.each([0.5, 0.8, 0.99])("at the minimum detectable difference is the wanted %d", (power) => {
    expect(correctedResampledPower(plan, minimumDetectableDifference(plan, power).difference)).toBeCloseTo(power, 9);
  });

  test("is found for two trials too, where the critical value is far out", () => {
    const { difference } = minimumDetectableDifference({ ...plan, trials: 2, alpha: 0.001 }, 0.8);
    expect(correctedResampledPower({ ...plan, trials: 2, alpha: 0.001 }, difference)).toBeCloseTo(0.8, 9);
  });

  test("below alpha is refused", () => {
    expect(() => minimumDetectableDifference(plan, 0.01)).toThrow(
      "minimumDetectableDifference: expected `power` between alpha = 0.05 and 1, got 0.01.",
    );
  });
});

describe("corrections", () => {
  test.each([
    ["holm", holm],
    ["hochberg", hochberg],
    ["bonferroni", bonferroni],
    ["Benjamini-Hochberg", benjaminiHochberg],
  ] as const)("%s leaves an undefined p undefined and counts it as a member of the family", (_, correct) => {
    const [first, undefinedOne] = correct([0.01, Number.NaN]);
    expect(first).toBeCloseTo(0.02, 14);
    expect(undefinedOne).toBeNaN();
  });
});

test("exact tests refuse what they cannot count", () => {
  expect(() => wilcoxonExact([1, 2], [0, 1])).toThrow(
    "wilcoxonExact: expected differences without zeros and ties. Use `wilcoxonPermutation`.",
  );
  expect(() => mannWhitneyExact([1, 2], [2, 3])).toThrow("mannWhitneyExact: expected values without ties. Use `mannWhitneyAsymptotic`.");
  expect(() => signFlipExact(new Array<number>(25).fill(1), new Array<number>(25).fill(0))).toThrow(
    "signFlipExact: expected at most 24 rows, got 25.",
  );
  expect(() => friedman([[1, 2], [3]])).toThrow("friedman: expected rows of the same length of at least 2, got 2, 1.");
  expect(() => quantile([1], 2)).toThrow("quantile: expected `probability` in [0, 1], got 2.");
});

test("the sign-flip test of equal differences has the two patterns without a changed sign", () => {
  expect(signFlipExact([1, 1, 1, 1], [0, 0, 0, 0])).toBe(2 / 16);
});

test("turning the samples round turns the alternative round", () => {
  const [x, y] = [
    [3, 4, 6, 7],
    [1, 2, 5],
  ];
  expect(mannWhitneyExact(x, y, "greater").p).toBeCloseTo(mannWhitneyExact(y, x, "less").p, 14);
  expect(mannWhitneyAsymptotic(x, y, "greater").p).toBeCloseTo(mannWhitneyAsymptotic(y, x, "less").p, 14);
});

test("the bootstrap interval of a mean of draws that run through all rows evenly holds the mean", () => {
  let state = 1;
  const random = (): number => (state = (state * 16807) % 2147483647) / 2147483647;
  const values = Array.from({ length: 50 }, (_, i) => i);
  const [low, high] = bootstrapInterval(values, mean, { random });
  // The standard error is √(2499/12/50) = 2.04; 1.96 of it to either side of 24.5.
  expect([low, high]).toBeAllClose([20.5, 28.5], { abs: 0.5, rel: 0 });
});
