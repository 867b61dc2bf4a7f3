import { expect, test } from "vitest";
import { binary, metric, threeClasses } from "../../test/predictions.js";

// Expected values: scikit-learn's matthews_corrcoef.
test("at each of the three thresholds, of two classes and of three", () => {
  const values = (predictions: typeof binary) => Object.values(metric("matthews-correlation").compute(predictions));
  expect(values(binary)).toBeAllClose([0.408248290463863, 0.5345224838248488, 0.2721655269759087], { abs: 1e-12, rel: 0 });
  expect(values(threeClasses)).toBeAllClose([0.8333333333333334, 0.5557189302262113, 0.5557189302262113], { abs: 1e-12, rel: 0 });
});
