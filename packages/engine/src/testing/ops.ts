import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { runOp } from "../run-op.js";

let seed = 0;
const random = (...shape: number[]): tf.Tensor => tf.randomNormal(shape, 0.1, 1, "float32", ++seed);
const positive = (...shape: number[]): tf.Tensor => tf.add(tf.abs(random(...shape)), 0.05);

/** An op's kernel beside the same composed of TF.js' own ops. */
interface OpCase {
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
const opCases: readonly OpCase[] = [
  {
    op: "Dense",
    inputs: () => [random(7, 5), random(5, 9), random(9)],
    attrs: { relu: true },
    reference: (x, w, b) => tf.relu(tf.add(product(x, w), b)),
  },
  {
    op: "Dense",
    inputs: () => [random(33, 600), random(600, 17), random(17)],
    attrs: { relu: false },
    reference: (x, w, b) => tf.add(product(x, w), b),
  },
  {
    op: "MatMul",
    inputs: () => [random(10, 33), random(10, 17)],
    attrs: { transposeA: true },
    reference: (a, b) => product(tf.transpose(a), b),
  },
  {
    op: "MatMul",
    inputs: () => [random(70, 130), random(70, 33)],
    attrs: { transposeA: true },
    reference: (a, b) => product(tf.transpose(a), b),
  },
  {
    op: "MatMul",
    inputs: () => [random(1, 33), random(17, 33)],
    attrs: { transposeB: true },
    reference: (a, b) => product(a, tf.transpose(b)),
  },
  {
    op: "MatMul",
    inputs: () => [random(6, 3), random(9, 6)],
    attrs: { transposeA: true, transposeB: true },
    reference: (a, b) => product(tf.transpose(a), tf.transpose(b)),
  },
  {
    op: "MatMul",
    inputs: () => [random(700, 14), random(700, 24)],
    attrs: { transposeA: true },
    reference: (a, b) => product(tf.transpose(a), b),
  },
  {
    op: "MatMul",
    inputs: () => [random(200, 7), random(200, 160)],
    attrs: { transposeA: true },
    reference: (a, b) => product(tf.transpose(a), b),
  },
  { op: "Transpose", inputs: () => [random(5, 7)], reference: (x) => tf.transpose(x) },
  { op: "ReluGradient", inputs: () => [random(5, 7), random(5, 7)], reference: masked },
  {
    op: "ReluBiasGradient",
    inputs: () => [random(700, 23), random(700, 23)],
    reference: (u, y) => [masked(u, y), tf.sum(masked(u, y), 0)],
  },
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
  {
    op: "BroadcastTo",
    inputs: () => [random(3, 1, 1, 6)],
    attrs: { shape: [3, 4, 5, 6] },
    reference: (x) => tf.broadcastTo(x, [3, 4, 5, 6]),
  },
  { op: "SumTo", inputs: () => [random(3, 4, 5, 6)], attrs: { shape: [3, 1, 5, 1] }, reference: (x) => tf.sum(x, [1, 3], true) },
  { op: "SumTo", inputs: () => [random(3, 4, 5)], attrs: { shape: [4, 1] }, reference: (x) => tf.reshape(tf.sum(x, [0, 2]), [4, 1]) },
  { op: "SumTo", inputs: () => [random(1, 5)], attrs: { shape: [5] }, reference: (x) => tf.reshape(x, [5]) },
  {
    op: "BroadcastTo",
    inputs: () => [random(3, 1, 5, 1)],
    attrs: { shape: [3, 4, 5, 6] },
    reference: (x) => tf.broadcastTo(x, [3, 4, 5, 6]),
  },
  { op: "BroadcastTo", inputs: () => [random(4, 1)], attrs: { shape: [3, 4, 5] }, reference: (x) => tf.broadcastTo(x, [3, 4, 5]) },
  { op: "Mul", inputs: () => [random(3, 4, 5, 6), random(1, 4, 5, 1)], reference: tf.mul },
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
  {
    op: "PositiveShares",
    inputs: () => [random(37)],
    reference: (x) => tf.mul(37, tf.div(tf.relu(x), tf.sum(tf.relu(x)))),
  },
  {
    op: "PositiveShares",
    inputs: () => [tf.neg(positive(5))],
    reference: (x) => tf.zerosLike(x),
  },
  {
    op: "CrossEntropyGradient",
    inputs: () => [random(5, 7), random(5, 7), random(5)],
    reference: (z, t, u) => tf.mul(slope(z, t), column(u)),
  },
  {
    op: "CrossEntropyTangent",
    inputs: () => [random(5, 7), random(5, 7), random(5, 7)],
    reference: (z, t, dz) => tf.sum(tf.mul(slope(z, t), dz), -1),
  },
  { op: "Concat", inputs: () => [random(2, 3, 5), random(2, 4, 5)], attrs: { axis: 1 }, reference: (a, b) => tf.concat([a, b], 1) },
  {
    op: "Slice",
    inputs: () => [random(2, 6, 5)],
    attrs: { axis: 1, start: 2, count: 3 },
    reference: (x) => tf.slice(x, [0, 2, 0], [2, 3, 5]),
  },
  {
    op: "Pad",
    inputs: () => [random(2, 3, 5)],
    attrs: { axis: 2, before: 1, after: 2 },
    reference: (x) =>
      tf.pad(x, [
        [0, 0],
        [0, 0],
        [1, 2],
      ]),
  },
  {
    op: "GatherRows",
    inputs: () => [random(4, 2, 3), tf.tensor1d([3, 0, 3, 2, 1], "int32")],
    reference: (x, indices) => tf.gather(x, indices),
  },
  {
    op: "ScatterAddRows",
    inputs: () => [random(5, 6), tf.tensor1d([3, 0, 3, 2, 0], "int32")],
    attrs: { numRows: 4 },
    reference: (x, indices) => product(tf.transpose(tf.cast(tf.oneHot(indices, 4), "float32")), x),
  },
];

export interface OpsOfAnEngine {
  /** Ops that have no kernel here. */
  readonly without: readonly string[];
}

/** Every kernel equals its op composed of TF.js' own. */
export function testOps({ without }: OpsOfAnEngine): void {
  describe("each kernel equals its op composed of TF.js' own", () => {
    test.each(opCases.filter(({ op }) => !without.includes(op)))("$op $attrs", ({ op, inputs, attrs, reference }) => {
      const given = inputs();
      const expected = [reference(...given)].flat();
      const got = runOp(op, given, attrs)!;
      expect(got.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
      // Sums of up to 26,000 terms of size 1 in another order.
      got.forEach((tensor, i) => expect(tensor.dataSync()).toBeAllClose(expected[i]!.dataSync(), { abs: op === "SumTo" ? 2e-4 : 5e-5 }));
    });
  });
}
