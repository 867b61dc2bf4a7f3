import { expect, test } from "vitest";
import { binary, metric, threeClasses } from "../../test/predictions.js";

// Expected values: scikit-learn's recall_score.
test("at each of the three thresholds, of two classes and of three", () => {
  const values = (predictions: typeof binary) => Object.values(metric("recall").compute(predictions));
  expect(values(binary)).toBeAllClose([0.75, 1.0, 1.0], { abs: 1e-12, rel: 0 });
  expect(values(threeClasses)).toBeAllClose([0.8888888888888888, 0.6666666666666666, 0.6666666666666666], { abs: 1e-12, rel: 0 });
});
