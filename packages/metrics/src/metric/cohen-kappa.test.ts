import { expect, test } from "vitest";
import { binary, metric, threeClasses } from "../../test/predictions.js";

// Expected values: scikit-learn's cohen_kappa_score.
test("at each of the three thresholds, of two classes and of three", () => {
  const values = (predictions: typeof binary) => Object.values(metric("cohen-kappa").compute(predictions));
  expect(values(binary)).toBeAllClose([0.4, 0.44444444444444453, 0.13793103448275867], { abs: 1e-12, rel: 0 });
  expect(values(threeClasses)).toBeAllClose([0.813953488372093, 0.4666666666666667, 0.4666666666666667], { abs: 1e-12, rel: 0 });
});
