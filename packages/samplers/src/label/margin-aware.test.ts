import { goldenCases } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import marginAware from "./margin-aware.js";

interface Inputs {
  readonly kind: string;
  readonly n_i: number;
  readonly n_j: number;
  readonly omega: number;
  readonly lambda_x: number[];
}
interface Expected {
  readonly lambda_star: number;
  readonly lambda_y: number[];
}

const label = (omega: number, classCounts: readonly number[], coefficient: number): number =>
  marginAware.create({ omega })({ coefficient, anchorClass: 0, partnerClass: 1, classCounts, anchor: 0, partner: 1 });

describe("gives the label shares of the formula", () => {
  for (const { name, inputs, expected, tolerance } of goldenCases<Inputs, Expected>("mix_label_coefficients").filter(
    ({ inputs: { kind } }) => kind === "mamix",
  )) {
    test(`case ${name}`, () => {
      // The reference weighs the partner.
      const at = (partnerShare: number): number => label(inputs.omega, [inputs.n_i, inputs.n_j], 1 - partnerShare);
      expect(inputs.lambda_x.map(at)).toBeAllClose(expected.lambda_y, tolerance);
      expect(at(expected.lambda_star)).toBeCloseTo(0.5, 12);
    });
  }
});

test("is exactly 0, ½ and 1 at the partner, at equal shares of equal classes and at the anchor, however uneven the classes", () => {
  for (const counts of [
    [1e6, 1],
    [1, 1e6],
  ]) {
    expect(label(10, counts, 0)).toBe(0);
    expect(label(10, counts, 1)).toBe(1);
  }
  expect(label(0.25, [7, 7], 0.5)).toBe(0.5);
});

test("grows with λ", () => {
  const shares = Array.from({ length: 101 }, (_, i) => label(1, [50, 3], i / 100));
  expect(shares.every((share, i) => i === 0 || share > shares[i - 1]!)).toBe(true);
});
