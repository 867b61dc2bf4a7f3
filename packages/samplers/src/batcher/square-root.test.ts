import { classShares, SHARES_WITHIN, testBatcher } from "@evenkeel/testing";
import { expect, test } from "vitest";
import squareRoot from "./square-root.js";

testBatcher(squareRoot);

// √64, √16 and √1 of 13.
test("classes come by the square root of their rows", () => {
  expect(classShares(squareRoot, 0)).toBeAllClose([8 / 13, 4 / 13, 1 / 13], SHARES_WITHIN);
});
