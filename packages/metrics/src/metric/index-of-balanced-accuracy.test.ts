import { expect, test } from "vitest";
import { binary, metric, threeClasses } from "../../test/predictions.js";

// Expected values: the formula, on scikit-learn's confusion_matrix.
test("at each of the three thresholds, of two classes and of three", () => {
  const values = (predictions: typeof binary) => Object.values(metric("index-of-balanced-accuracy").compute(predictions));
  expect(values(binary)).toBeAllClose([0.5008305555555554, 0.5543999999999999, 0.3277777777777778], { abs: 1e-12, rel: 0 });
  expect(values(threeClasses)).toBeAllClose([0.8315538194444445, 0.533203125, 0.533203125], { abs: 1e-12, rel: 0 });
});
