import { expect, test } from "vitest";
import { linearScale, logScale } from "./scale.js";
import { spreadLabels } from "./svg.js";

test("a linear axis begins and ends on round numbers around its values", () => {
  const scale = linearScale([0.713, 0.957], [0, 100]);
  expect(scale.ticks.map(scale.format)).toEqual(["0.70", "0.75", "0.80", "0.85", "0.90", "0.95", "1.00"]);
  expect([scale(0.7), scale(0.85), scale(1)]).toBeAllClose([0, 50, 100]);
});

test("a linear axis of equal values, or of none, has a length", () => {
  expect(linearScale([2, 2], [0, 100]).ticks.length).toBeGreaterThan(1);
  expect(linearScale([], [0, 100]).ticks.length).toBeGreaterThan(1);
});

test("a linear axis writes zero without a sign and negative numbers with a minus sign", () => {
  const scale = linearScale([-0.02, 0.02], [0, 1], 4);
  expect(scale.ticks.map(scale.format)).toEqual(["−0.02", "−0.01", "0.00", "0.01", "0.02"]);
});

test("a logarithmic axis over decades has a tick at each power of ten", () => {
  const scale = logScale([0.0016, 0.85], [0, 300]);
  expect(scale.ticks.map(scale.format)).toEqual(["0.001", "0.01", "0.1", "1"]);
  expect([scale(0.001), scale(0.01), scale(1)]).toBeAllClose([0, 100, 300]);
});

test("labels that would overlap move apart, keep their order and stay inside", () => {
  const placed = spreadLabels([50, 52, 10], 13, [0, 60]);
  expect(placed[0]!).toBeLessThanOrEqual(47);
  expect(placed[1]! - placed[0]!).toBeGreaterThanOrEqual(13);
  expect(Math.max(...placed)).toBeLessThanOrEqual(60);
  expect(placed[2]).toBe(10);
});
