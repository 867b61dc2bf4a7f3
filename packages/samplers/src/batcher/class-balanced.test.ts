import { classShares, SHARES_WITHIN, testBatcher } from "@evenkeel/testing";
import { expect, test } from "vitest";
import classBalanced from "./class-balanced.js";

testBatcher(classBalanced);

test("every class is as likely as another", () => {
  expect(classShares(classBalanced, 0)).toBeAllClose([1 / 3, 1 / 3, 1 / 3], SHARES_WITHIN);
});
