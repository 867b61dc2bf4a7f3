import { expect, test } from "vitest";
import { binary, metric, threeClasses } from "../../test/predictions.js";

// Expected values: the definition, in NumPy.
test("at each of the three thresholds, of two classes and of three", () => {
  const values = (predictions: typeof binary) => Object.values(metric("macro-mean-absolute-error").compute(predictions));
  expect(values(binary)).toBeAllClose([0.29166666666666663, 0.25, 0.4166666666666667], { abs: 1e-12, rel: 0 });
  expect(values(threeClasses)).toBeAllClose([0.1111111111111111, 0.4444444444444444, 0.4444444444444444], { abs: 1e-12, rel: 0 });
});
