import { expect, test } from "vitest";
import { binary, metric, threeClasses } from "../../test/predictions.js";

// Expected values: the definition, in NumPy.
test.each([
  [15, 0.3397175638868916, 0.3689951006639559],
  [5, 0.18255056727837987, 0.24843702117153624],
])("is the gap over %d bins", (bins, two, three) => {
  const { compute } = metric("expected-calibration-error", { bins });
  expect(compute(binary)["expected_calibration_error"]).toBeCloseTo(two, 12);
  expect(compute(threeClasses)["expected_calibration_error"]).toBeCloseTo(three, 12);
});
