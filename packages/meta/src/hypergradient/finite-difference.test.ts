import { numbersOf } from "@evenkeel/autodiff";
import { relativeError, useCpu, regression, testHypergradient } from "@evenkeel/testing";
import { expect, test } from "vitest";
import finiteDifference from "./finite-difference.js";

testHypergradient(finiteDifference);

const { hypergradientOf, regressionProblem } = regression;

useCpu();

test.each(["weights", "features"] as const)("agrees with the derivative on a smooth problem: m enters by %s", (enters) => {
  const found = finiteDifference.create({ stepSize: 0.05 }).find(regressionProblem(enters));
  // float32 losses near 0.1, over a step of 0.1.
  expect(relativeError(numbersOf(found.metaGradient), hypergradientOf(enters, 1))).toBeLessThan(1e-4);
});

test("along nothing, nothing changes", () => {
  const found = finiteDifference.create({ stepSize: 0.01 }).find(regressionProblem("weights", { outerScale: 0 }));
  expect(Array.from(numbersOf(found.metaGradient), Math.abs)).toEqual([0, 0, 0, 0, 0]);
});
