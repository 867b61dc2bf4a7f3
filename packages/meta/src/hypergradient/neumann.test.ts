import { numbersOf } from "@evenkeel/autodiff";
import { relativeError, useCpu, regression, testHypergradient } from "@evenkeel/testing";
import { expect, test } from "vitest";
import neumann from "./neumann.js";

testHypergradient(neumann);

const { hessian, META, outerGradient, regressionProblem, THETA, X, Y } = regression;

useCpu();

type Pair = readonly [number, number];
const [[a, b], [c, d]] = hessian(META);
const times = ([x, y]: Pair): Pair => [a * x + b * y, c * x + d * y];
/** ∂g/∂mᵢ · u = xᵢ·u (xᵢ·θ − yᵢ) / N, in float64. */
const mixed = (theta: readonly number[], u: Pair): number[] =>
  X.map((x, i) => ((x[0]! * u[0] + x[1]! * u[1]) * (x[0]! * theta[0]! + x[1]! * theta[1]! - Y[i]!)) / X.length);

test.each([1, 2, 3, 7])("%i terms are the truncated series in float64", (terms) => {
  const stepSize = 0.4;
  let term = outerGradient(THETA);
  let sum = term;
  for (let j = 1; j < terms; j++) {
    const [x, y] = times(term);
    term = [term[0] - stepSize * x, term[1] - stepSize * y];
    sum = [sum[0] + term[0], sum[1] + term[1]];
  }
  const found = neumann.create({ terms, stepSize }).find(regressionProblem("weights"));
  expect(relativeError(numbersOf(found.metaGradient), mixed(THETA, [-stepSize * sum[0], -stepSize * sum[1]]))).toBeLessThan(1e-5);
});

test("many terms at the optimum are the implicit derivative −∂g/∂mᵀ H⁻¹ ∇outer", () => {
  const target = X.reduce<Pair>(
    (sum, x, i) => [sum[0] + (META[i]! * x[0]! * Y[i]!) / X.length, sum[1] + (META[i]! * x[1]! * Y[i]!) / X.length],
    [0, 0],
  );
  const solve = ([x, y]: Pair): Pair => [(d * x - b * y) / (a * d - b * c), (a * y - c * x) / (a * d - b * c)];
  const optimum = solve(target);
  const u = solve(outerGradient(optimum));
  const found = neumann.create({ terms: 400, stepSize: 0.5 }).find(regressionProblem("weights", { theta: [...optimum] }));
  expect(relativeError(numbersOf(found.metaGradient), mixed(optimum, [-u[0], -u[1]]))).toBeLessThan(1e-4);
});
