import type { Predictions } from "@evenkeel/core";
import { expect, test } from "vitest";
import { binary, metric, threeClasses } from "../../test/predictions.js";

// Expected values: scikit-learn 1.9.1, average_precision_score with sample_weight.

test("is that of scikit-learn at natural prevalence and re-weighted to the ratio", () => {
  const values = metric("average-precision", { ratio: 20 }).compute(binary);
  expect(values["average_precision"]).toBeCloseTo(0.7708333333333333, 12);
  expect(values["average_precision_at_ratio"]).toBeCloseTo(0.3611357586512866, 12);
});

test("without a ratio the shares are those of the labelled rows", () => {
  expect(metric("average-precision").compute(binary)["average_precision_at_ratio"]).toBeCloseTo(0.596638655462185, 12);
});

test("the positive class is the rarer one among the labelled rows, whichever index it has", () => {
  const values = metric("average-precision", { ratio: 3 }).compute({ ...binary, dataPriors: [0.2, 0.8], positive: 0, minority: 0 });
  expect(values["average_precision"]).toBeCloseTo(0.9166666666666666, 12);
  expect(values["average_precision_at_ratio"]).toBeCloseTo(0.8056680161943321, 12);
});

test("more than two classes are averaged one against the rest", () => {
  const values = metric("average-precision").compute(threeClasses);
  expect(values["average_precision"]).toBeCloseTo(0.9444444444444443, 12);
  expect(values["average_precision_at_ratio"]).toBeCloseTo(0.9166666666666666, 12);
});

test("rows whose probabilities are all 1 in float32 and float64 keep their order", () => {
  const predictions: Predictions = {
    ...binary,
    numExamples: 3,
    logits: Float64Array.from([0, 50, 0, 60, 0, 55]),
    labels: Int32Array.from([0, 1, 1]),
  };
  expect(metric("average-precision").compute(predictions)["average_precision"]).toBe(1);
});

test("refuses a ratio for more than two classes", () => {
  expect(() => metric("average-precision", { ratio: 20 }).compute(threeClasses)).toThrow(
    "average-precision: expected `ratio: null` for 3 classes, got 20. A ratio means something for two classes only.",
  );
});
