import { numbersOf } from "@evenkeel/autodiff";
import { relativeError, useCpu, regression, testHypergradient } from "@evenkeel/testing";
import { expect, test } from "vitest";
import unroll from "./unroll.js";

for (const steps of [1, 3]) testHypergradient(unroll, { config: { steps }, isExact: true });

const { descended, hypergradientOf, META, regressionProblem } = regression;

useCpu();

const cases = (["weights", "features"] as const).flatMap((enters) => [1, 2, 3].map((steps) => [enters, steps] as const));
test.each(cases)("m enters by %s, %i steps: the derivative of the outer loss after them", (enters, steps) => {
  const found = unroll.create({ steps }).find(regressionProblem(enters, { steps }));
  expect(relativeError(numbersOf(found.metaGradient), hypergradientOf(enters, steps))).toBeLessThan(1e-5);
  expect(numbersOf(found.next.params)).toBeAllClose([...descended(enters, META, steps)]);
  expect(found.weights.length).toBe(steps);
});
