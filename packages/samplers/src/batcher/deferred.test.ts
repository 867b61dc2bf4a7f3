import { classShares, SHARES_WITHIN, testBatcher } from "@evenkeel/testing";
import { expect, test } from "vitest";
import deferred from "./deferred.js";

testBatcher(deferred);

test("rows come as they are before, and classes balanced after", () => {
  const natural = [64, 16, 1].map((count) => count / 81);
  expect(classShares(deferred, 1600, { from: 0.5 })).toBeAllClose(natural, SHARES_WITHIN);
  expect(classShares(deferred, 2000, { from: 0.5 })).toBeAllClose([1 / 3, 1 / 3, 1 / 3], SHARES_WITHIN);
});
