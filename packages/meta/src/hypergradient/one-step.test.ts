import { add, mul, numbersOf, sum } from "@evenkeel/autodiff";
import type { BilevelProblem } from "@evenkeel/core";
import { relativeError, useCpu, regression, testHypergradient } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import oneStep from "./one-step.js";

testHypergradient(oneStep, { isExact: true });

const { descended, hypergradientOf, META, outerLoss, regressionProblem } = regression;

useCpu();

describe.each(["weights", "features"] as const)("m enters by %s", (enters) => {
  test("is the derivative of the outer loss after one real step", () => {
    const found = oneStep.create({}).find(regressionProblem(enters));
    expect(relativeError(numbersOf(found.metaGradient), hypergradientOf(enters, 1))).toBeLessThan(1e-5);
    expect(numbersOf(found.next.params)).toBeAllClose([...descended(enters, META, 1)]);
    expect(numbersOf(found.outerLoss)).toBeAllClose([outerLoss(descended(enters, META, 1))]);
  });
});

test("an outer loss that reads m adds its own slope", () => {
  const plain = regressionProblem("weights");
  const both: BilevelProblem = {
    ...plain,
    reads: { losses: false, outer: true },
    outer: (params, meta) => add(plain.outer(params, meta), sum(mul(meta["m"]!, meta["m"]!))),
  };
  const [own, without] = [both, plain].map((problem) => numbersOf(oneStep.create({}).find(problem).metaGradient));
  expect(Array.from(own!, (value, i) => value - without![i]!)).toBeAllClose(META.map((m) => 2 * m));
});
