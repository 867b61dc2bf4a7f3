import { expect, test } from "vitest";
import { binary, metric, threeClasses } from "../../test/predictions.js";

test("is that of scikit-learn", () => {
  expect(metric("roc-auc").compute(binary)["roc_auc"]).toBeCloseTo(0.8333333333333334, 12);
});

test("does not depend on which class is the positive one", () => {
  expect(metric("roc-auc").compute({ ...binary, dataPriors: [0.2, 0.8], positive: 0, minority: 0 })["roc_auc"]).toBeCloseTo(
    0.8333333333333334,
    12,
  );
});

test("more than two classes are averaged one against the rest", () => {
  expect(metric("roc-auc").compute(threeClasses)["roc_auc"]).toBeCloseTo(0.9722222222222222, 12);
});

test("is undefined if the test rows are of one class", () => {
  expect(metric("roc-auc").compute({ ...binary, labels: new Int32Array(10) })["roc_auc"]).toBeNaN();
});
