import { expect, test } from "vitest";
import { binary, metric, threeClasses } from "../../test/predictions.js";

// Expected values: scikit-learn's accuracy_score.
test("at each of the three thresholds, of two classes and of three", () => {
  const values = (predictions: typeof binary) => Object.values(metric("accuracy").compute(predictions));
  expect(values(binary)).toBeAllClose([0.7, 0.7, 0.5], { abs: 1e-12, rel: 0 });
  expect(values(threeClasses)).toBeAllClose([0.875, 0.625, 0.625], { abs: 1e-12, rel: 0 });
});
