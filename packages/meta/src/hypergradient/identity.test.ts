import { numbersOf } from "@evenkeel/autodiff";
import { relativeError, useCpu, regression, testHypergradient } from "@evenkeel/testing";
import { expect, test } from "vitest";
import identity from "./identity.js";

testHypergradient(identity);

const { ETA, hypergradientOf, regressionProblem } = regression;

useCpu();

test("is the real derivative where the update is plain descent of the same step", () => {
  const found = identity.create({ stepSize: ETA }).find(regressionProblem("weights"));
  expect(relativeError(numbersOf(found.metaGradient), hypergradientOf("weights", 1))).toBeLessThan(1e-5);
});

test("does not ask the update", () => {
  const problem = regressionProblem("weights");
  const update = { ...problem.update, pullback: (): never => expect.unreachable() };
  const found = identity.create({ stepSize: 1 }).find({ ...problem, update });
  const expected = hypergradientOf("weights", 1).map((value) => value / ETA);
  expect(relativeError(numbersOf(found.metaGradient), expected)).toBeLessThan(1e-5);
});
