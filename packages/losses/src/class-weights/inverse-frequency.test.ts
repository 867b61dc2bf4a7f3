import { goldenCases } from "@evenkeel/testing";
import { expect, test } from "vitest";
import inverseFrequency from "./inverse-frequency.js";

const cases = goldenCases<{ counts: number[]; kind: string }, { sklearn_balanced: number[] }>("class_weights").filter(
  ({ inputs }) => inputs.kind === "inverse",
);

test.each(cases)('is scikit-learn\'s class_weight="balanced": $name', ({ inputs, expected, tolerance }) => {
  expect(inverseFrequency.create({})(inputs.counts, 0)).toBeAllClose(expected.sklearn_balanced, tolerance);
});

test("with two classes is n/(2 n_k), and every class has the same total weight", () => {
  const weights = inverseFrequency.create({})([280, 14], 0);
  expect(weights).toBeAllClose([294 / 560, 294 / 28]);
  expect(weights[0]! * 280).toBeCloseTo(weights[1]! * 14, 9);
});

test("refuses a class without training examples", () => {
  expect(() => inverseFrequency.create({})([90, 0, 1], 0)).toThrow(
    "inverse-frequency: expected at least one training example of each class, got counts [90, 0, 1]. Leave the empty class out of the data set.",
  );
});
