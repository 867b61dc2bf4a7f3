import { numbersOf } from "@evenkeel/autodiff";
import { relativeError, useCpu } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { descended, hypergradientOf, META, regressionProblem } from "../../test/regression-problem.js";
import unroll from "./unroll.js";

useCpu();

const cases = (["weights", "features"] as const).flatMap((enters) => [1, 2, 3].map((steps) => [enters, steps] as const));
test.each(cases)("m enters by %s, %i steps: the derivative of the outer loss after them", (enters, steps) => {
  const found = unroll.create({ steps }).find(regressionProblem(enters, { steps }));
  expect(relativeError(numbersOf(found.metaGradient), hypergradientOf(enters, steps))).toBeLessThan(1e-5);
  expect(numbersOf(found.next.params)).toBeAllClose([...descended(enters, META, steps)]);
  expect(found.weights.length).toBe(steps);
});
