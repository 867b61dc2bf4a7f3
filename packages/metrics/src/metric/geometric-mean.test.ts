import { expect, test } from "vitest";
import { binary, metric, threeClasses } from "../../test/predictions.js";

// Expected values: the product of scikit-learn's recalls to the power 1/K.

test("is the geometric mean of the recalls at each of the three thresholds", () => {
  const values = metric("geometric-mean").compute(binary);
  expect(values["geometric_mean_at_half"]).toBeCloseTo(0.7071067811865476, 12);
  expect(values["geometric_mean_at_prior"]).toBeCloseTo(0.7071067811865476, 12);
  expect(values["geometric_mean_at_label_prior"]).toBeCloseTo(0.408248290463863, 12);
});

test("takes the root of as many recalls as there are classes", () => {
  expect(metric("geometric-mean").compute(threeClasses)["geometric_mean_at_half"]).toBeCloseTo(0.8735804647362989, 12);
});

test("is 0 if a class is never called", () => {
  expect(metric("geometric-mean").compute({ ...binary, lossPriors: [1e-9, 1] })["geometric_mean_at_prior"]).toBe(0);
});
