import { expect, test } from "vitest";
import { binary, metric, threeClasses } from "../../test/predictions.js";

// Expected values: scikit-learn's precision_score.
test("at each of the three thresholds, of two classes and of three", () => {
  const values = (predictions: typeof binary) => Object.values(metric("precision").compute(predictions));
  expect(values(binary)).toBeAllClose([0.6, 0.5714285714285714, 0.4444444444444444], { abs: 1e-12, rel: 0 });
  expect(values(threeClasses)).toBeAllClose([0.8888888888888888, 0.7999999999999999, 0.7999999999999999], { abs: 1e-12, rel: 0 });
});
