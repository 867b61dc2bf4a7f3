import { expect, test } from "vitest";
import { binary, metric, threeClasses } from "../../test/predictions.js";

// Expected values: scikit-learn's fbeta_score.
test("at each of the three thresholds, of two classes and of three", () => {
  const values = (predictions: typeof binary) => Object.values(metric("f-beta").compute(predictions));
  expect(values(binary)).toBeAllClose([0.6666666666666666, 0.7272727272727273, 0.6153846153846154], { abs: 1e-12, rel: 0 });
  expect(values(threeClasses)).toBeAllClose([0.8666666666666667, 0.6238095238095238, 0.6238095238095238], { abs: 1e-12, rel: 0 });
});

test("recall counts for more with β = 2, and the label says so", () => {
  const { compute, describe } = metric("f-beta", { beta: 2 });
  expect(Object.values(compute(binary))).toBeAllClose([0.7142857142857143, 0.8695652173913043, 0.8], { abs: 1e-12, rel: 0 });
  expect(describe["f_beta_at_half"]!.label).toBe("F2 at 0.5");
});
