import { expect, test } from "vitest";
import { binary, metric, threeClasses } from "../../test/predictions.js";

// Expected values: scikit-learn's confusion_matrix, TN / (TN + FP) of each class.
test("at each of the three thresholds, of two classes and of three", () => {
  const values = (predictions: typeof binary) => Object.values(metric("specificity").compute(predictions));
  expect(values(binary)).toBeAllClose([0.6666666666666666, 0.5, 0.16666666666666666], { abs: 1e-12, rel: 0 });
  expect(values(threeClasses)).toBeAllClose([0.9444444444444445, 0.8333333333333334, 0.8333333333333334], { abs: 1e-12, rel: 0 });
});
