import { classShares, SHARES_WITHIN, testBatcher } from "@evenkeel/testing";
import { expect, test } from "vitest";
import progressivelyBalanced from "./progressively-balanced.js";

testBatcher(progressivelyBalanced);

// t is 0.05, 0.5 and 0.95 in the middle of these 400 of 4,000 steps.
test.each([
  [0, 0.05],
  [1800, 0.5],
  [3600, 0.95],
])("at step %i classes lie between their rows and balance", (from, t) => {
  const expected = [64, 16, 1].map((count) => (1 - t) * (count / 81) + t / 3);
  expect(classShares(progressivelyBalanced, from)).toBeAllClose(expected, SHARES_WITHIN);
});
