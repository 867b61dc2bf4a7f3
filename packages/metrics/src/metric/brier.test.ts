import { expect, test } from "vitest";
import { binary, metric, threeClasses } from "../../test/predictions.js";

test("is that of scikit-learn with rows weighted to the ratio", () => {
  expect(metric("brier", { ratio: 20 }).compute(binary)["brier_at_ratio"]).toBeCloseTo(0.18346287864778443, 12);
  expect(metric("brier").compute(binary)["brier_at_ratio"]).toBeCloseTo(0.17602290679964233, 12);
});

test("sums over the classes if there are more than two", () => {
  expect(metric("brier").compute(threeClasses)["brier_at_ratio"]).toBeCloseTo(0.21459892595847097, 12);
});
