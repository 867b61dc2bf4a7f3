import { expect, test } from "vitest";
import { binary, metric, threeClasses } from "../../test/predictions.js";

// Expected values: scikit-learn's top_k_accuracy_score.
test("is the share of rows whose class is among the k most probable", () => {
  expect(metric("top-accuracy", { count: 2 }).compute(threeClasses)["top_accuracy"]).toBeCloseTo(1.0, 12);
  expect(metric("top-accuracy").compute(binary)["top_accuracy"]).toBe(1);
});
