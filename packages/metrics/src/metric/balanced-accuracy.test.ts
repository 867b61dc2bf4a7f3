import { expect, test } from "vitest";
import { binary, metric, threeClasses } from "../../test/predictions.js";

test("is that of scikit-learn at each of the three thresholds", () => {
  const values = metric("balanced-accuracy").compute(binary);
  expect(values["balanced_accuracy_at_half"]).toBeCloseTo(0.7083333333333333, 12);
  expect(values["balanced_accuracy_at_prior"]).toBeCloseTo(0.75, 12);
  expect(values["balanced_accuracy_at_label_prior"]).toBeCloseTo(0.5833333333333334, 12);
});

test("calls the class with the highest adjusted logit if there are more than two", () => {
  const values = metric("balanced-accuracy").compute(threeClasses);
  expect(values["balanced_accuracy_at_half"]).toBeCloseTo(0.8888888888888888, 12);
  expect(values["balanced_accuracy_at_prior"]).toBeCloseTo(0.6666666666666666, 12);
});

test("with a loss that saw balanced classes the prior changes nothing", () => {
  const values = metric("balanced-accuracy").compute({ ...binary, lossPriors: [0.5, 0.5] });
  expect(values["balanced_accuracy_at_prior"]).toBe(values["balanced_accuracy_at_half"]);
});
