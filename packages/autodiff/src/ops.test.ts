import "@tensorflow/tfjs-backend-cpu";
import { randomState } from "@evenkeel/core";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import * as ad from "./index.js";
import type { Tree, Value } from "./index.js";

beforeAll(async () => {
  tf.env().set("IS_TEST", true);
  await tf.setBackend("cpu");
});

/** Standard normal entries. */
function normal(shape: readonly number[], seed: number): tf.Tensor {
  const rng = randomState(seed);
  return ad.adopt(
    tf.tensor(
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal()),
      [...shape],
    ),
  );
}

/** Distinct entries, 0.1 apart and none nearer to 0 than 0.05: no finite difference steps over a kink. */
function apart(shape: readonly number[], seed: number): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return ad.adopt(
    tf.tensor(
      Float32Array.from(randomState(seed).permutation(size), (rank) => 0.1 * (rank + 0.5 - Math.ceil(size / 2))),
      [...shape],
    ),
  );
}

const positive = (shape: readonly number[], seed: number): tf.Tensor => ad.adopt(tf.tidy(() => tf.add(tf.abs(normal(shape, seed)), 0.5)));

type Draw = (shape: readonly number[], seed: number) => tf.Tensor;
interface Case {
  readonly f: (at: { readonly [name in "a" | "b" | "c"]: Value }) => Value;
  readonly shapes: readonly (readonly number[])[];
  readonly draw?: Draw;
}

const index = (...rows: number[]): tf.Tensor1D => ad.adopt(tf.tensor1d(rows, "int32"));

/** Biases that keep every relu on its side within a finite-difference step: half of the units are on. */
const farFromZero = (numUnits: number): tf.Tensor =>
  ad.adopt(tf.tensor1d(Array.from({ length: numUnits }, (_, j) => (j % 2 === 0 ? 20 : -20))));

const cases: Record<string, Case> = {
  add: { f: ({ a, b }) => ad.add(a, b), shapes: [[5, 3], [3]] },
  sub: {
    f: ({ a, b }) => ad.sub(a, b),
    shapes: [
      [1, 3],
      [5, 3],
    ],
  },
  mul: {
    f: ({ a, b }) => ad.mul(a, b),
    shapes: [
      [5, 1],
      [5, 3],
    ],
  },
  div: {
    f: ({ a, b }) => ad.div(a, b),
    shapes: [
      [5, 3],
      [5, 1],
    ],
    draw: positive,
  },
  scale: { f: ({ a }) => ad.scale(-1.7, a), shapes: [[7]] },
  shift: { f: ({ a }) => ad.shift(a, 0.3), shapes: [[7]] },
  axpy: { f: ({ a, b }) => ad.axpy(0.3, a, b), shapes: [[3], [5, 3]] },
  "axpy of two like shapes": {
    f: ({ a, b }) => ad.axpy(-1, a, b),
    shapes: [
      [5, 3],
      [5, 3],
    ],
  },
  sum: { f: ({ a }) => ad.sum(a), shapes: [[5, 3]] },
  mean: { f: ({ a }) => ad.mean(a), shapes: [[5, 3, 2]] },
  "sumTo columns": { f: ({ a }) => ad.sumTo(a, [3]), shapes: [[5, 3]] },
  "sumTo with unit axes": { f: ({ a }) => ad.sumTo(a, [5, 1, 2]), shapes: [[5, 3, 2]] },
  broadcastTo: { f: ({ a }) => ad.broadcastTo(a, [4, 5, 3]), shapes: [[5, 1]] },
  exp: { f: ({ a }) => ad.exp(a), shapes: [[7]] },
  expm1: { f: ({ a }) => ad.expm1(a), shapes: [[7]] },
  log: { f: ({ a }) => ad.log(a), shapes: [[7]], draw: positive },
  sqrt: { f: ({ a }) => ad.sqrt(a), shapes: [[7]], draw: positive },
  reciprocal: { f: ({ a }) => ad.reciprocal(a), shapes: [[7]], draw: positive },
  reciprocalOrZero: { f: ({ a }) => ad.reciprocalOrZero(a), shapes: [[7]], draw: positive },
  erf: { f: ({ a }) => ad.erf(a), shapes: [[7]] },
  relu: { f: ({ a }) => ad.relu(a), shapes: [[3, 5]], draw: apart },
  leakyRelu: { f: ({ a }) => ad.leakyRelu(a, 0.2), shapes: [[3, 5]], draw: apart },
  positiveShares: { f: ({ a }) => ad.positiveShares(a), shapes: [[7]], draw: apart },
  elu: { f: ({ a }) => ad.elu(a), shapes: [[3, 5]], draw: apart },
  gelu: { f: ({ a }) => ad.gelu(a), shapes: [[3, 5]] },
  tanh: { f: ({ a }) => ad.tanh(a), shapes: [[3, 5]] },
  sigmoid: { f: ({ a }) => ad.sigmoid(a), shapes: [[3, 5]] },
  softplus: { f: ({ a }) => ad.softplus(a), shapes: [[3, 5]] },
  addRelu: {
    f: ({ a, b }) => ad.addRelu(a, ad.scale(0.01, b)),
    shapes: [
      [3, 5],
      [3, 5],
    ],
    draw: apart,
  },
  "relu gradient": {
    f: ({ a, b }) => ad.reluGradient(a, ad.detach(b)),
    shapes: [
      [3, 5],
      [3, 5],
    ],
    draw: apart,
  },
  softmax: { f: ({ a }) => ad.softmax(a), shapes: [[5, 3]] },
  logSoftmax: { f: ({ a }) => ad.logSoftmax(a), shapes: [[5, 3]] },
  logSumExp: { f: ({ a }) => ad.logSumExp(a), shapes: [[5, 3]] },
  softmaxCrossEntropy: {
    f: ({ a, b }) => ad.softmaxCrossEntropy(a, b),
    shapes: [
      [5, 3],
      [5, 3],
    ],
  },
  "softmaxCrossEntropy of one example": {
    f: ({ a, b }) => ad.softmaxCrossEntropy(a, b),
    shapes: [
      [1, 2],
      [1, 2],
    ],
  },
  matMul: {
    f: ({ a, b }) => ad.matMul(a, b),
    shapes: [
      [7, 5],
      [5, 9],
    ],
  },
  "matMul, first transposed": {
    f: ({ a, b }) => ad.matMul(a, b, { transposeA: true }),
    shapes: [
      [5, 7],
      [5, 9],
    ],
  },
  "matMul, second transposed": {
    f: ({ a, b }) => ad.matMul(a, b, { transposeB: true }),
    shapes: [
      [1, 3],
      [2, 3],
    ],
  },
  "matMul, both transposed": {
    f: ({ a, b }) => ad.matMul(a, b, { transposeA: true, transposeB: true }),
    shapes: [
      [5, 7],
      [9, 5],
    ],
  },
  dense: { f: ({ a, b, c }) => ad.dense(a, b, c), shapes: [[7, 5], [5, 3], [3]] },
  "dense of one example": { f: ({ a, b, c }) => ad.dense(a, b, c, { activation: "tanh" }), shapes: [[1, 3], [3, 2], [2]] },
  "dense with relu": {
    f: ({ a, b, c }) => ad.scale(0.05, ad.dense(a, b, ad.add(c, farFromZero(5)), { activation: "relu" })),
    shapes: [[4, 3], [3, 5], [5]],
  },
  rowDot: {
    f: ({ a, b }) => ad.rowDot(a, b),
    shapes: [
      [4, 3],
      [4, 3],
    ],
  },
  rowSum: { f: ({ a }) => ad.rowSum(a), shapes: [[4, 3]] },
  scaleRows: { f: ({ a, b }) => ad.scaleRows(a, b), shapes: [[4, 3], [4]] },
  gather: { f: ({ a }) => ad.gather(a, index(2, 0, 2, 1, 2)), shapes: [[4, 3]] },
  "gather of a vector": { f: ({ a }) => ad.gather(a, index(2, 0, 2, 3)), shapes: [[5]] },
  scatterAdd: { f: ({ a }) => ad.scatterAdd(a, index(2, 0, 2, 4), 6), shapes: [[4, 3]] },
  reshape: { f: ({ a }) => ad.reshape(a, [2, -1]), shapes: [[4, 3]] },
  transpose: { f: ({ a }) => ad.transpose(a), shapes: [[4, 3]] },
  concat: {
    f: ({ a, b, c }) => ad.concat([a, b, c]),
    shapes: [
      [1, 3],
      [2, 3],
      [3, 3],
    ],
  },
  "concat of columns": {
    f: ({ a, b }) => ad.concat([a, b], 1),
    shapes: [
      [3, 1],
      [3, 4],
    ],
  },
  slice: { f: ({ a }) => ad.slice(a, 1, 2, 1), shapes: [[3, 4]] },
  pad: { f: ({ a }) => ad.pad(a, 1, 2), shapes: [[3, 4]] },
  batchNorm: { f: ({ a, b, c }) => ad.batchNorm(a, b, c, { epsilon: 1e-3 }).y, shapes: [[7, 3], [3], [3]] },
  "batchNorm of images": { f: ({ a, b, c }) => ad.batchNorm(a, b, c).y, shapes: [[2, 3, 3, 5], [5], [5]] },
  "batchNorm, its mean": { f: ({ a, b, c }) => ad.batchNorm(a, b, c).mean, shapes: [[7, 3], [3], [3]] },
  "batchNorm, its variance": { f: ({ a, b, c }) => ad.batchNorm(a, b, c).variance, shapes: [[7, 3], [3], [3]] },
  "batchNorm, all outputs": { f: ({ a, b, c }) => allOf(ad.batchNorm(a, b, c)), shapes: [[7, 3], [3], [3]] },
  batchNormInference: {
    f: ({ a, b, c }) => ad.batchNormInference(a, b, c, { mean: normal([3], 5), variance: positive([3], 6) }),
    shapes: [[5, 3], [3], [3]],
  },
  globalMean: { f: ({ a }) => ad.globalMean(a), shapes: [[2, 3, 5, 3]] },
  maxPool: { f: ({ a }) => ad.maxPool(a, { size: 2 }), shapes: [[2, 4, 6, 3]], draw: apart },
  "maxPool, overlapping, padded": { f: ({ a }) => ad.maxPool(a, { size: 3, strides: 2, padding: 1 }), shapes: [[1, 5, 4, 3]], draw: apart },
  avgPool: { f: ({ a }) => ad.avgPool(a, { size: 2 }), shapes: [[2, 5, 4, 3]] },
  "avgPool, overlapping, same": { f: ({ a }) => ad.avgPool(a, { size: 3, strides: 2, padding: "same" }), shapes: [[1, 5, 6, 3]] },
  "zeroPaddingShortcut, even": { f: ({ a }) => ad.zeroPaddingShortcut(a, 6, 2), shapes: [[2, 4, 6, 3]] },
  "zeroPaddingShortcut, odd": { f: ({ a }) => ad.zeroPaddingShortcut(a, 5, 2), shapes: [[1, 5, 3, 2]] },
  "conv2d same": {
    f: ({ a, b }) => ad.conv2d(a, b),
    shapes: [
      [2, 5, 4, 3],
      [3, 3, 3, 5],
    ],
  },
  "conv2d same, stride 2, even": {
    f: ({ a, b }) => ad.conv2d(a, b, { strides: 2 }),
    shapes: [
      [2, 6, 4, 1],
      [3, 3, 1, 2],
    ],
  },
  "conv2d same, stride 2, odd": {
    f: ({ a, b }) => ad.conv2d(a, b, { strides: 2 }),
    shapes: [
      [1, 5, 7, 2],
      [3, 3, 2, 3],
    ],
  },
  "conv2d padded by 1, stride 2, even": {
    f: ({ a, b }) => ad.conv2d(a, b, { strides: 2, padding: 1 }),
    shapes: [
      [2, 6, 4, 2],
      [3, 3, 2, 3],
    ],
  },
  "conv2d padded by 1, stride 2, odd": {
    f: ({ a, b }) => ad.conv2d(a, b, { strides: 2, padding: 1 }),
    shapes: [
      [1, 5, 5, 2],
      [3, 3, 2, 3],
    ],
  },
  "conv2d valid, uneven strides": {
    f: ({ a, b }) => ad.conv2d(a, b, { strides: [2, 1], padding: "valid" }),
    shapes: [
      [2, 6, 5, 3],
      [2, 3, 3, 2],
    ],
  },
  "conv2d padded unevenly": {
    f: ({ a, b }) => ad.conv2d(a, b, { strides: [3, 2], padding: [2, 0, 1, 3] }),
    shapes: [
      [1, 5, 6, 3],
      [3, 2, 3, 1],
    ],
  },
  "conv2d 1x1": {
    f: ({ a, b }) => ad.conv2d(a, b, { strides: 2, padding: "valid" }),
    shapes: [
      [2, 5, 5, 3],
      [1, 1, 3, 2],
    ],
  },
};

const allOf = ({ y, mean, variance }: ad.BatchNormOutput): Value => ad.concat([y, mean, variance].map((value) => ad.reshape(value, [-1])));

const pointOf = ({ shapes, draw = normal }: Case, seed: number): Tree =>
  Object.fromEntries(shapes.map((shape, i) => ["abc"[i]!, draw(shape, seed + i)]));

describe.each(Object.entries(cases))("%s", (name, given) => {
  const point = (): Tree => pointOf(given, 100 + name.length);
  const f = (at: Tree): Value => given.f(at as never);

  test("jvp, vjp and Hessian-vector product agree with finite differences and with each other", () => {
    expect(() => ad.checkGradients(f, point())).not.toThrow();
  });

  // A linear op has no curvature of its own; squared, its vjp is differentiated too.
  test("its square has the right Hessian-vector product", () => {
    expect(() => ad.checkGradients((at: Tree) => ad.scale(0.1, ad.square(f(at))), point())).not.toThrow();
  });

  // Unrolled hypergradients are reverse over reverse, instances are learned forward over reverse.
  test("second derivatives agree in every nesting", () => {
    const [at, direction] = [point(), pointOf(given, 200)];
    const squared = (x: Tree): Value => ad.scale(0.1, ad.sum(ad.square(f(x))));
    const forwardOverReverse = ad.numbersOf(ad.hvp(squared, at, direction));
    const reverseOverReverse = ad.numbersOf(ad.grad((x: Tree) => ad.treeDot(ad.grad(squared)(x), direction))(at));
    const reverseOverForward = ad.numbersOf(ad.grad((x: Tree) => ad.jvp(squared, x, direction).tangent)(at));
    const size = Math.max(...forwardOverReverse.map(Math.abs));
    expect(reverseOverReverse).toBeAllClose(forwardOverReverse, { abs: 1e-5 * size + 1e-7 });
    expect(reverseOverForward).toBeAllClose(forwardOverReverse, { abs: 1e-5 * size + 1e-7 });
  });

  test("the pushforward of a tape is the jvp", () => {
    const [at, direction] = [point(), pointOf(given, 200)];
    expect(ad.numbersOf(ad.linearize(f, at).pushforward(direction))).toBeAllClose(ad.numbersOf(ad.jvp(f, at, direction).tangent));
  });

  test("leaves no tensor behind", () => {
    const at = point();
    const before = tf.memory().numTensors;
    ad.scope(() => ad.numbersOf(ad.hvp((x: Tree) => ad.sum(ad.square(f(x))), at, at)).length);
    expect(tf.memory().numTensors - before).toBe(0);
  });
});
