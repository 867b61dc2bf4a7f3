import { numbersOf } from "evenkeel";
import { regression, testHypergradient } from "@evenkeel/testing";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testHypergradient(myName);
testHypergradient(myName, { config: { most: 100 }, isExact: true });

test("what is special about it", () => {
  const { metaGradient } = myName.create({ most: 0.01 }).find(regression.regressionProblem("weights"));
  expect(Math.hypot(...numbersOf(metaGradient))).toBeCloseTo(0.01, 5);
});
