import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { runOp as run } from "../run-op.js";
import { startEngine } from "../start-engine.js";

beforeAll(async () => {
  await startEngine({ name: "wasm" });
});

let seed = 0;
const random = (...shape: number[]): tf.Tensor => tf.randomNormal(shape, 0.1, 1, "float32", ++seed);
const positive = (...shape: number[]): tf.Tensor => tf.add(tf.abs(random(...shape)), 0.05);

interface Case {
  readonly op: string;
  readonly inputs: () => tf.Tensor[];
  readonly attrs?: object;
  readonly reference: (...inputs: any[]) => tf.Tensor | tf.Tensor[];
}

const masked = (u: tf.Tensor, y: tf.Tensor) => tf.mul(u, tf.step(y));
const slope = (z: tf.Tensor, t: tf.Tensor) => tf.sub(tf.mul(tf.softmax(z), tf.sum(t, -1, true)), t);
const column = (s: tf.Tensor) => tf.reshape(s, [-1, 1]);

/** a·b in double precision: TF.js' own product is what we replace. */
function product(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const [left, right] = [a.arraySync() as number[][], b.arraySync() as number[][]];
  return tf.tensor2d(left.map((row) => right[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * right[k]![j]!, 0))));
}

// Sizes not divisible by 4, by 8 or by 16, and more rows than a block.
const cases: Case[] = [
  { op: "Dense", inputs: () => [random(7, 5), random(5, 9), random(9)], attrs: { relu: true }, reference: (x, w, b) => tf.relu(tf.add(product(x, w), b)) },
  { op: "Dense", inputs: () => [random(33, 600), random(600, 17), random(17)], attrs: { relu: false }, reference: (x, w, b) => tf.add(product(x, w), b) },
  { op: "MatMul", inputs: () => [random(10, 33), random(10, 17)], attrs: { transposeA: true }, reference: (a, b) => product(tf.transpose(a), b) },
  { op: "MatMul", inputs: () => [random(70, 130), random(70, 33)], attrs: { transposeA: true }, reference: (a, b) => product(tf.transpose(a), b) },
  { op: "MatMul", inputs: () => [random(1, 33), random(17, 33)], attrs: { transposeB: true }, reference: (a, b) => product(a, tf.transpose(b)) },
  { op: "MatMul", inputs: () => [random(6, 3), random(9, 6)], attrs: { transposeA: true, transposeB: true }, reference: (a, b) => product(tf.transpose(a), tf.transpose(b)) },
  { op: "ReluGradient", inputs: () => [random(5, 7), random(5, 7)], reference: masked },
  { op: "ReluBiasGradient", inputs: () => [random(700, 23), random(700, 23)], reference: (u, y) => [masked(u, y), tf.sum(masked(u, y), 0)] },
  { op: "Add", inputs: () => [random(5, 7), random(5, 7)], reference: tf.add },
  { op: "Mul", inputs: () => [random(5, 7), random(5, 7)], reference: tf.mul },
  { op: "Div", inputs: () => [random(5, 7), positive(5, 7)], reference: tf.div },
  { op: "AddRelu", inputs: () => [random(5, 7), random(5, 7)], reference: (a, b) => tf.relu(tf.add(a, b)) },
  { op: "Axpy", inputs: () => [random(5, 7), random(5, 7)], attrs: { alpha: -0.3 }, reference: (x, y) => tf.add(y, tf.mul(x, -0.3)) },
  { op: "Scale", inputs: () => [random(5, 7)], attrs: { factor: -0.3 }, reference: (x) => tf.mul(x, -0.3) },
  { op: "Shift", inputs: () => [random(5, 7)], attrs: { by: 0.7 }, reference: (x) => tf.add(x, 0.7) },
  { op: "OnesLike", inputs: () => [random(5, 7)], reference: tf.onesLike },
  { op: "BroadcastTo", inputs: () => [random()], attrs: { shape: [3, 7] }, reference: (x) => tf.broadcastTo(x, [3, 7]) },
  { op: "BroadcastTo", inputs: () => [random(7)], attrs: { shape: [2, 3, 7] }, reference: (x) => tf.broadcastTo(x, [2, 3, 7]) },
  { op: "SumTo", inputs: () => [random(13, 2003)], attrs: { shape: [] }, reference: (x) => tf.sum(x) },
  { op: "SumTo", inputs: () => [random(5, 700, 3)], attrs: { shape: [3] }, reference: (x) => tf.sum(x, [0, 1]) },
  { op: "SumTo", inputs: () => [random(70, 87)], attrs: { shape: [87] }, reference: (x) => tf.sum(x, 0) },
  { op: "SumTo", inputs: () => [random(3, 4, 5, 6)], attrs: { shape: [3, 1, 1, 6] }, reference: (x) => tf.sum(x, [1, 2], true) },
  { op: "SumTo", inputs: () => [random(3, 35)], attrs: { shape: [3, 1] }, reference: (x) => tf.sum(x, 1, true) },
  { op: "BroadcastTo", inputs: () => [random(3, 1, 1, 6)], attrs: { shape: [3, 4, 5, 6] }, reference: (x) => tf.broadcastTo(x, [3, 4, 5, 6]) },
  { op: "Add", inputs: () => [random(2, 3, 5), random(5)], reference: tf.add },
  { op: "Mul", inputs: () => [random(6, 1), random(6, 5)], reference: tf.mul },
  { op: "Div", inputs: () => [random(2, 3, 5), positive()], reference: tf.div },
  { op: "LogSumExp", inputs: () => [random(5, 7)], reference: (z) => tf.logSumExp(z, -1) },
  { op: "LeakyRelu", inputs: () => [random(5, 7)], attrs: { alpha: 0.2 }, reference: (x) => tf.leakyRelu(x, 0.2) },
  { op: "RowDot", inputs: () => [random(5, 7), random(5, 7)], reference: (a, b) => tf.sum(tf.mul(a, b), -1) },
  { op: "ScaleRows", inputs: () => [random(5, 7), random(5)], reference: (x, s) => tf.mul(x, column(s)) },
  { op: "Softmax", inputs: () => [random(5, 7)], reference: (z) => tf.softmax(z) },
  { op: "LogSoftmax", inputs: () => [random(5, 7)], reference: (z) => tf.logSoftmax(z) },
  { op: "CrossEntropy", inputs: () => [random(5, 7), random(5, 7)], reference: (z, t) => tf.neg(tf.sum(tf.mul(tf.logSoftmax(z), t), -1)) },
  { op: "CrossEntropyGradient", inputs: () => [random(5, 7), random(5, 7), random(5)], reference: (z, t, u) => tf.mul(slope(z, t), column(u)) },
  { op: "CrossEntropyTangent", inputs: () => [random(5, 7), random(5, 7), random(5, 7)], reference: (z, t, dz) => tf.sum(tf.mul(slope(z, t), dz), -1) },
  { op: "Concat", inputs: () => [random(2, 3, 5), random(2, 4, 5)], attrs: { axis: 1 }, reference: (a, b) => tf.concat([a, b], 1) },
  { op: "Slice", inputs: () => [random(2, 6, 5)], attrs: { axis: 1, start: 2, count: 3 }, reference: (x) => tf.slice(x, [0, 2, 0], [2, 3, 5]) },
  { op: "Pad", inputs: () => [random(2, 3, 5)], attrs: { axis: 2, before: 1, after: 2 }, reference: (x) => tf.pad(x, [[0, 0], [0, 0], [1, 2]]) },
  { op: "GatherRows", inputs: () => [random(4, 2, 3), tf.tensor1d([3, 0, 3, 2, 1], "int32")], reference: (x, indices) => tf.gather(x, indices) },
  {
    op: "ScatterAddRows",
    inputs: () => [random(5, 6), tf.tensor1d([3, 0, 3, 2, 0], "int32")],
    attrs: { numRows: 4 },
    reference: (x, indices) => product(tf.transpose(tf.cast(tf.oneHot(indices, 4), "float32")), x),
  },
];

describe("each kernel equals its op composed of TF.js' own", () => {
  test.each(cases)("$op $attrs", ({ op, inputs, attrs, reference }) => {
    const given = inputs();
    const expected = [reference(...given)].flat();
    const got = run(op, given, attrs)!;
    expect(got.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
    // Sums of up to 26,000 terms of size 1 in another order.
    got.forEach((tensor, i) => expect(tensor.dataSync()).toBeAllClose(expected[i]!.dataSync(), { abs: op === "SumTo" ? 2e-4 : 5e-5 }));
  });
});

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const functions: Record<string, (x: number) => number> = {
  Relu: (x) => Math.max(x, 0),
  Exp: Math.exp,
  Log: Math.log,
  Sqrt: Math.sqrt,
  Reciprocal: (x) => 1 / x,
  ReciprocalOrZero: (x) => (x === 0 ? 0 : 1 / x),
  Softplus: softplus,
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Tanh: Math.tanh,
  Step: (x) => (x > 0 ? 1 : 0),
  Expm1: Math.expm1,
  Elu: (x) => (x > 0 ? x : Math.expm1(x)),
};

describe("functions of numbers", () => {
  const values = [...Array.from({ length: 2001 }, (_, i) => (i - 1000) / 40), 1e-6, -1e-6, 1e-30, 86, 88.7, 1e30, Infinity, NaN];
  const x = () => tf.tensor1d(values);

  test.each(Object.keys(functions))("%s equals the function in double precision to 3e-7", (op) => {
    const expected = values.map((value) => Math.fround(functions[op]!(Math.fround(value))));
    expect(run(op, [x()])![0]!.dataSync()).toBeAllClose(expected, { abs: 1e-38, rel: 3e-7 });
  });

  test.each([
    // Abramowitz, Stegun, "Handbook of Mathematical Functions", table 7.1.
    [0.1, 0.1124629160], [0.5, 0.5204998778], [1, 0.8427007929], [1.5, 0.9661051465], [2, 0.9953222650], [-0.8, -0.7421009647], [5, 1],
  ])("the error function at %f is %f", (at, expected) => {
    expect(run("Erf", [tf.tensor1d([at])])![0]!.dataSync()).toBeAllClose([expected], { abs: 0, rel: 3e-7 });
    const gelu = at * Math.SQRT2 * 0.5 * (1 + expected);
    expect(run("Gelu", [tf.tensor1d([at * Math.SQRT2])])![0]!.dataSync()).toBeAllClose([gelu], { abs: 1e-7, rel: 3e-7 });
  });

  test("exp and log reach subnormal numbers and the ends", () => {
    expect(run("Exp", [tf.tensor1d([-100, -200, 89, -Infinity])])![0]!.dataSync()).toBeAllClose([Math.exp(-100), 0, Infinity, 0], { abs: 1e-45 });
    expect(run("Log", [tf.tensor1d([1e-40, 0, -1])])![0]!.dataSync()).toBeAllClose([Math.log(Math.fround(1e-40)), -Infinity, NaN]);
  });

  test("a result does not depend on its place in the tensor", () => {
    const alone = values.map((value) => run("Softplus", [tf.tensor1d([value])])![0]!.dataSync()[0]!);
    expect([...run("Softplus", [x()])![0]!.dataSync()]).toEqual(alone);
  });
});

test("a kernel declines what it would read as garbage", () => {
  expect(run("Add", [tf.ones([2]), tf.ones([2], "int32")])).toBeNull();
  expect(run("Add", [tf.ones([3, 1]), tf.ones([1, 4])])).toBeNull();
  expect(run("SumTo", [tf.ones([2, 3, 4])], { shape: [1, 3, 1] })).toBeNull();
});

test("row numbers outside the tensor are refused", () => {
  const indices = tf.tensor1d([0, 4], "int32");
  expect(() => run("GatherRows", [tf.ones([4, 2]), indices])).toThrow("GatherRows: expected row numbers in [0, 4), got another at place 1.");
  expect(() => run("ScatterAddRows", [tf.ones([2, 2]), indices], { numRows: 4 })).toThrow("ScatterAddRows: expected row numbers in [0, 4)");
});

describe("updates in place equal their ops one by one, to the bit", () => {
  const op = (name: string, inputs: readonly tf.Tensor[], attrs?: object) => run(name, inputs, attrs)![0]!;
  const bits = (tensor: tf.Tensor) => [...new Uint32Array(tensor.dataSync().slice().buffer)];

  test.each([{ nesterov: false }, { nesterov: true, weightDecay: 1e-2 }])("gradient descent with momentum, %o", (options) => {
    const [theta, g, m] = [random(23), random(23), random(23)];
    const d = options.weightDecay ? op("Axpy", [theta, g], { alpha: 1e-2 }) : g;
    const velocity = op("Axpy", [m, d], { alpha: 0.9 });
    const direction = options.nesterov ? op("Axpy", [velocity, d], { alpha: 0.9 }) : velocity;
    const expected = [op("Axpy", [direction, theta], { alpha: -0.1 }), velocity].map(bits);
    run("SgdInPlace", [theta, g, m], { learningRate: 0.1, momentum: 0.9, ...options });
    expect([theta, m].map(bits)).toEqual(expected);
  });

  test.each([{ weightDecay: 1e-2 }, { shrinkage: 0.99 }])("Adam, %o", (options: { weightDecay?: number; shrinkage?: number }) => {
    const [theta, g, m, v] = [random(23), random(23), random(23), positive(23)];
    const rates = { stepSize: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, varianceScale: 1.7 };
    const d = options.weightDecay ? op("Axpy", [theta, g], { alpha: options.weightDecay }) : g;
    const mean = op("Axpy", [d, op("Scale", [m], { factor: 0.9 })], { alpha: 1 - 0.9 });
    const square = op("Axpy", [op("Mul", [d, d]), op("Scale", [v], { factor: 0.999 })], { alpha: 1 - 0.999 });
    const scale = op("Shift", [op("Scale", [op("Sqrt", [square])], { factor: 1.7 })], { by: 1e-8 });
    const shrunk = op("Scale", [theta], { factor: options.shrinkage ?? 1 });
    const expected = [op("Axpy", [op("Mul", [mean, op("Reciprocal", [scale])]), shrunk], { alpha: -0.1 }), mean, square].map(bits);
    run("AdamInPlace", [theta, g, m, v], { ...rates, ...options });
    expect([theta, m, v].map(bits)).toEqual(expected);
  });

  test("XNNPACK sees the new weights, not those it packed before", () => {
    const filter = tf.ones([1, 1, 4, 4]) as tf.Tensor4D;
    const through = () => tf.conv2d(tf.ones([1, 1, 1, 4]) as tf.Tensor4D, filter, 1, "same").dataSync()[0];
    expect(through()).toBe(4);
    run("SgdInPlace", [filter, tf.fill([1, 1, 4, 4], -1)], { learningRate: 1 });
    expect(through()).toBe(8);
  });
});

test("a user's plain tf.matMul with a transposed operand takes our product", () => {
  const [a, b] = [random(33, 10) as tf.Tensor2D, random(33, 17) as tf.Tensor2D];
  expect([...tf.matMul(a, b, true).dataSync()]).toEqual([...run("MatMul", [a, b], { transposeA: true })![0]!.dataSync()]);
});
