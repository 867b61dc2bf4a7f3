import { numbersOf } from "@evenkeel/autodiff";
import { useCpu } from "@evenkeel/testing";
import { tensor2d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import logisticRegression, { fitByNewton } from "./logistic-regression.js";

useCpu();

const rows = [[0.5, -1.2], [1.3, 0.4], [-0.7, 0.9], [2.1, -0.3], [-1.5, -0.8], [0.2, 1.7], [-0.4, -0.6], [1.8, 1.1]];
const options = { numFeatures: 2, tolerance: 1e-14, maxIterations: 100 };

function problem(labels: readonly number[], numClasses: number, weights: readonly number[] = labels.map(() => 1)) {
  const targets = Float64Array.from(labels.flatMap((label, i) => Array.from({ length: numClasses }, (_, c) => (c === label ? weights[i]! : 0))));
  return { features: Float64Array.from(rows.flat()), numExamples: rows.length, targets };
}

const labels = [0, 1, 0, 1, 0, 1, 0, 0];

// scikit-learn 1.9.1, LogisticRegression(C=0.5, tol=1e-12)
test("two classes have scikit-learn's weights and intercept", () => {
  const [first, second] = fitByNewton(problem(labels, 2), { ...options, numClasses: 2, penalty: 2 });
  expect(first).toBeAllClose([0, 0, 0]);
  expect(second!).toBeAllClose([0.5100046683010042, 0.321518850943104, -0.8409991222067158], { rel: 1e-7 });
});

// LogisticRegression(C=1).fit(X, y, sample_weight=w)
test("weighted targets are scikit-learn's sample weights", () => {
  const [, second] = fitByNewton(problem(labels, 2, [1, 2, 1, 2, 1, 2, 1, 1]), { ...options, numClasses: 2, penalty: 1 });
  expect(second!).toBeAllClose([0.8432441584387721, 0.5947836394323729, -0.5317327103603869], { rel: 1e-7 });
});

// LogisticRegression(C=2, tol=1e-13); intercepts count up to a common constant
test("three classes have scikit-learn's weights", () => {
  const columns = fitByNewton(problem([0, 1, 2, 1, 0, 2, 0, 1], 3), { ...options, numClasses: 3, penalty: 0.5 });
  expect(columns.map((column) => Array.from(column.slice(0, 2)))).toBeAllClose([[-0.6134688101068009, -1.2400454852119118], [1.30478210826708, 0.14052133131490877], [-0.6913132981602786, 1.0995241538970033]], { rel: 1e-5 });
  const intercepts = columns.map((column) => column[2]!);
  const mean = intercepts.reduce((sum, value) => sum + value, 0) / 3;
  expect(intercepts.map((value) => value - mean)).toBeAllClose([0.5983790085862934, -0.47100870535789846, -0.12737030322839493], { rel: 1e-5 });
});

test("what is fitted is what is applied", async () => {
  const model = logisticRegression.create({ penalty: 2, tolerance: 1e-14, maxIterations: 100 }, { featureShape: [2], numClasses: 2 });
  const params = await model.fit!(problem(labels, 2));
  const logits = numbersOf(model.apply(params, {}, tensor2d([rows[0]!]), { mode: "evaluation" }).logits);
  expect(logits).toBeAllClose([0, 0.5 * 0.5100046683010042 - 1.2 * 0.321518850943104 - 0.8409991222067158]);
});

test("separable data with a penalty still have an optimum", () => {
  const separable = [0, 1, 0, 1, 0, 0, 0, 1];
  const [, weights] = fitByNewton(problem(separable, 2), { ...options, numClasses: 2, penalty: 1e-3 });
  expect(weights!.every(Number.isFinite)).toBe(true);
});
