import { expect, test } from "vitest";
import { thinned } from "./thinned.js";

const kept = (updates: number, window: number, points: number): number[] => {
  const isKept = thinned(updates, points);
  const steps = Array.from({ length: Math.ceil(updates / window) }, (_, i) => Math.min(updates, (i + 1) * window));
  return steps.filter(isKept);
};

test("keeps steps at equal distances, and the last", () => {
  expect(kept(1500, 50, 10)).toEqual([150, 300, 450, 600, 750, 900, 1050, 1200, 1350, 1500]);
  expect(kept(1000, 300, 2)).toEqual([600, 1000]);
  expect(kept(6, 3, 10)).toEqual([3, 6]);
});

test("keeps all of a short curve, whatever its steps, and the one point of a fitted model", () => {
  expect([2, 3, 7].filter(thinned(7, Infinity))).toEqual([2, 3, 7]);
  expect([0].filter(thinned(1500, 10))).toEqual([0]);
});
