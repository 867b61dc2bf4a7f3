import "@tensorflow/tfjs-backend-cpu";
import { randomState } from "@evenkeel/core";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import * as ad from "./index.js";

beforeAll(async () => {
  tf.env().set("IS_TEST", true);
  await tf.setBackend("cpu");
});

const POINTS = [-30, -2, -0.5, 0, 1e-3, 0.7, 3, 40];

// Closed forms in float64; Φ(x) from SciPy 1.17, scipy.stats.norm.cdf.
const closedForms: Record<string, [f: (x: ad.Value) => ad.Value, truth: (x: number) => number]> = {
  relu: [ad.relu, (x) => Math.max(x, 0)],
  leakyRelu: [(x) => ad.leakyRelu(x, 0.2), (x) => (x > 0 ? x : 0.2 * x)],
  elu: [ad.elu, (x) => (x > 0 ? x : Math.expm1(x))],
  tanh: [ad.tanh, Math.tanh],
  sigmoid: [ad.sigmoid, (x) => 1 / (1 + Math.exp(-x))],
  softplus: [ad.softplus, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))],
  expm1: [(x) => ad.expm1(ad.scale(0.1, x)), (x) => Math.expm1(0.1 * x)],
};

test.each(Object.entries(closedForms))("%s has the values of its closed form", (_, [f, truth]) => {
  expect(ad.numbersOf(f(tf.tensor1d(POINTS)))).toBeAllClose(POINTS.map(truth));
});

test("gelu has the values of x·Φ(x)", () => {
  const phi = [0.022750131948179212, 0.30853753872598694, 0.5, 0.758036347776927];
  expect(ad.numbersOf(ad.gelu(tf.tensor1d([-2, -0.5, 0, 0.7])))).toBeAllClose([-2 * phi[0]!, -0.5 * phi[1]!, 0, 0.7 * phi[3]!], {
    abs: 1e-6,
  });
});

test("derivatives at a kink are those of PyTorch", () => {
  const slopeAtZero = (f: (x: ad.Value) => ad.Value): number => ad.numbersOf(ad.grad(f)(tf.scalar(0)))[0]!;
  expect([ad.relu, (x: ad.Value) => ad.leakyRelu(x, 0.2), ad.elu, ad.sqrt].map(slopeAtZero)).toBeAllClose([0, 0.2, 1, 0]);
});

function image(shape: [number, number, number, number], seed: number): tf.Tensor4D {
  const rng = randomState(seed);
  return tf.tensor4d(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => rng.normal()),
    shape,
  );
}

// TF.js' own conv2d, which it computes otherwise (pads inside its kernel), and loops in float64.
test.each([
  ["same" as const, 1, "same" as const],
  ["same" as const, 2, "same" as const],
  [1, 2, 1],
  ["valid" as const, 1, "valid" as const],
  [
    [2, 0, 1, 3] as const,
    2,
    [
      [0, 0],
      [2, 0],
      [1, 3],
      [0, 0],
    ] as [[number, number], [number, number], [number, number], [number, number]],
  ],
])("conv2d with padding %j and stride %d is TF.js'", (padding, strides, plain) => {
  for (const size of [5, 6]) {
    const [x, k] = [image([2, size, size + 1, 3], 1), image([3, 3, 3, 5], 2)];
    const expected = tf.conv2d(x, k, strides, plain);
    const got = ad.conv2d(x, k, { strides, padding });
    expect(got.shape).toEqual(expected.shape);
    expect(ad.numbersOf(got)).toBeAllClose(expected.dataSync(), { abs: 1e-5 });
  }
});

test("pools are TF.js' pools", () => {
  for (const size of [5, 6]) {
    const x = image([2, size, size, 3], 3);
    for (const padding of ["same", "valid"] as const) {
      expect(ad.numbersOf(ad.maxPool(x, { size: 3, strides: 2, padding }))).toBeAllClose(tf.maxPool(x, 3, 2, padding).dataSync());
      expect(ad.numbersOf(ad.avgPool(x, { size: 3, strides: 2, padding }))).toBeAllClose(tf.avgPool(x, 3, 2, padding).dataSync());
    }
    expect(ad.numbersOf(ad.globalMean(x))).toBeAllClose(tf.mean(x, [1, 2]).dataSync());
  }
});

test("a shortcut takes every second row and column and pads channels on both sides", () => {
  const x = tf.tensor4d(
    Array.from({ length: 9 }, (_, i) => i + 1),
    [1, 3, 3, 1],
  );
  expect(ad.numbersOf(ad.zeroPaddingShortcut(x, 4, 2))).toEqual(Float32Array.of(0, 1, 0, 0, 0, 3, 0, 0, 0, 7, 0, 0, 0, 9, 0, 0));
});

test("normalized values have mean 0 and variance 1 over their axes", () => {
  const x = image([4, 3, 2, 6], 4);
  const [ones, zeros] = [tf.ones([6]), tf.zeros([6])];
  const meanAndVariance = (y: ad.Value, shape: number[], axes: number[]): number[][] => {
    const { mean, variance } = tf.moments(tf.reshape(ad.detach(y), shape), axes);
    return [Array.from(mean.dataSync()), Array.from(variance.dataSync())];
  };
  const expected = (count: number): number[][] => [new Array(count).fill(0), new Array(count).fill(1)];
  const options = { epsilon: 0 };
  expect(meanAndVariance(ad.batchNorm(x, ones, zeros, options).y, [24, 6], [0])).toBeAllClose(expected(6));
});

test("running statistics take the unbiased variance", () => {
  const next = ad.runningStatistics(
    { mean: tf.tensor1d([0]), variance: tf.tensor1d([1]) },
    { mean: tf.tensor1d([2]), variance: tf.tensor1d([3]) },
    { momentum: 0.1, count: 4 },
  );
  expect(ad.numbersOf(next)).toBeAllClose([0.2, 0.9 + 0.1 * 4]);
});

test("softmax losses are finite at any logits", () => {
  const [z, t] = [tf.tensor2d([[1000, -1000, 0]]), tf.tensor2d([[0, 1, 0]])];
  expect(ad.numbersOf(ad.softmaxCrossEntropy(z, t))).toBeAllClose([2000]);
  expect(ad.numbersOf(ad.grad((at: ad.Value) => ad.sum(ad.softmaxCrossEntropy(at, t)))(z))).toBeAllClose([1, -1, 0]);
});
