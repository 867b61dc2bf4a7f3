import { numbersOf } from "@evenkeel/autodiff";
import { applyModel, randomState } from "@evenkeel/core";
import { useCpu } from "@evenkeel/testing";
import { type Tensor, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import logisticRegression, { fitByGradients, fitByNewton } from "./logistic-regression.js";

useCpu();

const rows = [
  [0.5, -1.2],
  [1.3, 0.4],
  [-0.7, 0.9],
  [2.1, -0.3],
  [-1.5, -0.8],
  [0.2, 1.7],
  [-0.4, -0.6],
  [1.8, 1.1],
];
const options = { numFeatures: 2, tolerance: 1e-14, maxIterations: 100 };

function problem(labels: readonly number[], numClasses: number, weights: readonly number[] = labels.map(() => 1)) {
  const targets = Float64Array.from(
    labels.flatMap((label, i) => Array.from({ length: numClasses }, (_, c) => (c === label ? weights[i]! : 0))),
  );
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
  expect(columns.map((column) => Array.from(column.slice(0, 2)))).toBeAllClose(
    [
      [-0.6134688101068009, -1.2400454852119118],
      [1.30478210826708, 0.14052133131490877],
      [-0.6913132981602786, 1.0995241538970033],
    ],
    { rel: 1e-5 },
  );
  const intercepts = columns.map((column) => column[2]!);
  const mean = intercepts.reduce((sum, value) => sum + value, 0) / 3;
  expect(intercepts.map((value) => value - mean)).toBeAllClose([0.5983790085862934, -0.47100870535789846, -0.12737030322839493], {
    rel: 1e-5,
  });
});

test("what is fitted is what is applied", async () => {
  const model = logisticRegression.create({ penalty: 2, tolerance: 1e-14, maxIterations: 100 }, { featureShape: [2], numClasses: 2 });
  const params = await model.fit!(problem(labels, 2));
  const logits = numbersOf(applyModel(model, params, {}, tensor2d([rows[0]!]), { mode: "evaluation" }).logits);
  expect(logits).toBeAllClose([0, 0.5 * 0.5100046683010042 - 1.2 * 0.321518850943104 - 0.8409991222067158]);
});

test("images are rows of pixels", async () => {
  const create = (featureShape: number[]) =>
    logisticRegression.create({ penalty: 1, tolerance: 1e-10, maxIterations: null }, { featureShape, numClasses: 2 });
  const params = await create([2, 1, 1]).fit!(problem(labels, 2));
  const logits = (features: Tensor) => numbersOf(applyModel(create([2, 1, 1]), params, {}, features, { mode: "evaluation" }).logits);
  expect(logits(tensor4d([0.5, -1.2], [1, 2, 1, 1]))).toEqual(logits(tensor2d([[0.5, -1.2]])));
});

test("separable data with a penalty still have an optimum", () => {
  const separable = [0, 1, 0, 1, 0, 0, 0, 1];
  const [, weights] = fitByNewton(problem(separable, 2), { ...options, numClasses: 2, penalty: 1e-3 });
  expect(weights!.every(Number.isFinite)).toBe(true);
});

// What has no small Hessian is fitted by gradients: to the same optimum.
test.each([
  [labels, 2],
  [[0, 1, 2, 1, 0, 2, 0, 1], 3],
] as const)("by gradients the optimum is that of Newton's method (%j)", async (given, numClasses) => {
  const weighted = problem(given, numClasses, [1, 2, 1, 0.5, 1, 2, 1, 1]);
  const shape = { ...options, numClasses, penalty: 0.5 };
  const [expected, found] = [fitByNewton(weighted, shape), await fitByGradients(weighted, { ...shape, maxIterations: 1000 })];
  // Intercepts count up to a common constant.
  const centred = (columns: readonly Float64Array[]) =>
    columns.map((column) => [
      ...column.slice(0, 2),
      column[2]! - (numClasses === 2 ? 0 : columns.reduce((sum, each) => sum + each[2]!, 0) / 3),
    ]);
  expect(centred(found)).toBeAllClose(centred(expected), { rel: 1e-6, abs: 1e-7 });
});

test("by gradients, scikit-learn's weights and intercept, also of columns in unlike units", async () => {
  const [, second] = await fitByGradients(problem(labels, 2), { ...options, numClasses: 2, penalty: 2, maxIterations: 1000 });
  expect(second!).toBeAllClose([0.5100046683010042, 0.321518850943104, -0.8409991222067158], { rel: 1e-6 });
  const { features, ...rest } = problem(labels, 2);
  const unlike = { ...rest, features: features.map((value, i) => (i % 2 === 0 ? value * 1e4 : value)) };
  const free = { ...options, numClasses: 2, penalty: 1e-4, maxIterations: 1000 };
  const [expected, found] = [fitByNewton(unlike, free)[1]!, (await fitByGradients(unlike, free))[1]!];
  expect(found).toBeAllClose(Array.from(expected), { rel: 1e-5 });
});

test("more columns than rows: the gradient at the optimum is zero", async () => {
  const [numExamples, numFeatures] = [40, 700];
  const rng = randomState(1);
  const features = Float64Array.from({ length: numExamples * numFeatures }, () => rng.normal());
  const targets = Float64Array.from({ length: numExamples * 2 }, (_, i) => Number(i % 2 === Number(Math.floor(i / 2) % 3 === 0)));
  const model = logisticRegression.create(
    { penalty: 1, tolerance: 1e-14, maxIterations: null },
    { featureShape: [numFeatures], numClasses: 2 },
  );
  const params = await model.fit!({ features, numExamples, targets });
  const kernel = Float64Array.from(numbersOf(params["head/kernel"]!)).filter((_, i) => i % 2 === 1);
  const bias = numbersOf(params["head/bias"]!)[1]!;
  const slopes = Array.from({ length: numExamples }, (_, i) => {
    const z = kernel.reduce((sum, weight, j) => sum + weight * features[i * numFeatures + j]!, bias);
    return 1 / (1 + Math.exp(-z)) - targets[2 * i + 1]!;
  });
  // λw = −Σᵢ (pᵢ − tᵢ)xᵢ, and the intercept's gradient is 0; parameters are float32.
  kernel.forEach((weight, j) =>
    expect(weight).toBeCloseTo(-slopes.reduce((sum, slope, i) => sum + slope * features[i * numFeatures + j]!, 0), 4),
  );
  expect(slopes.reduce((sum, slope) => sum + slope, 0)).toBeCloseTo(0, 5);
});
