import { expect, test } from "vitest";
import { binary, metric, threeClasses } from "../../test/predictions.js";

test("is that of scikit-learn with rows weighted to the ratio", () => {
  expect(metric("log-loss", { ratio: 20 }).compute(binary)["log_loss_at_ratio"]).toBeCloseTo(0.5242640267252964, 12);
  expect(metric("log-loss").compute(binary)["log_loss_at_ratio"]).toBeCloseTo(0.5113623230573097, 12);
  expect(metric("log-loss").compute(threeClasses)["log_loss_at_ratio"]).toBeCloseTo(0.4397462395494761, 12);
});

test("is finite for a model that is certain and wrong", () => {
  const logits = Float64Array.from(binary.labels, (label) => (label === 0 ? -1000 : 1000)).reduce<number[]>((all, z) => [...all, z, 0], []);
  expect(metric("log-loss").compute({ ...binary, logits: Float64Array.from(logits) })["log_loss_at_ratio"]).toBeCloseTo(52 * Math.LN2, 6);
});
