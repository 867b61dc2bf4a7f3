import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { runOp } from "../run-op.js";
import { startEngine } from "../start-engine.js";
import { testBatchNorm } from "../testing/batch-norm.js";
import { testConvolutions } from "../testing/convolutions.js";
import { testFunctions } from "../testing/functions.js";
import { testOps } from "../testing/ops.js";
import { testPooling } from "../testing/pooling.js";
import { testUpdates } from "../testing/updates.js";

beforeAll(async () => {
  await startEngine({ name: "wasm" });
});

testOps({ without: [] });
testFunctions({ without: [], rel: 3e-7 });
testConvolutions();
// One block and many, channels that fill lanes and that do not.
testBatchNorm([
  [3, 4, 2, 5],
  [2, 3, 16],
  [2000, 7],
  [700, 19],
]);
testPooling({ padded: true });
testUpdates();

test.each([
  // Abramowitz, Stegun, "Handbook of Mathematical Functions", table 7.1.
  [0.1, 0.112462916],
  [0.5, 0.5204998778],
  [1, 0.8427007929],
  [1.5, 0.9661051465],
  [2, 0.995322265],
  [-0.8, -0.7421009647],
  [5, 1],
])("the error function at %f is %f", (at, expected) => {
  expect(runOp("Erf", [tf.tensor1d([at])])![0]!.dataSync()).toBeAllClose([expected], { abs: 0, rel: 3e-7 });
  const gelu = at * Math.SQRT2 * 0.5 * (1 + expected);
  expect(runOp("Gelu", [tf.tensor1d([at * Math.SQRT2])])![0]!.dataSync()).toBeAllClose([gelu], { abs: 1e-7, rel: 3e-7 });
});

test("exp and log reach subnormal numbers and the ends", () => {
  expect(runOp("Exp", [tf.tensor1d([-100, -200, 89, -Infinity])])![0]!.dataSync()).toBeAllClose([Math.exp(-100), 0, Infinity, 0], {
    abs: 1e-45,
  });
  expect(runOp("Log", [tf.tensor1d([1e-40, 0, -1])])![0]!.dataSync()).toBeAllClose([Math.log(Math.fround(1e-40)), -Infinity, NaN]);
});

test("a result does not depend on its place in the tensor", () => {
  const values = Array.from({ length: 23 }, (_, i) => i / 7 - 1);
  const alone = values.map((value) => runOp("Softplus", [tf.tensor1d([value])])![0]!.dataSync()[0]!);
  expect([...runOp("Softplus", [tf.tensor1d(values)])![0]!.dataSync()]).toEqual(alone);
});

describe("Adam beside its update in place", () => {
  const random = (seed: number) => tf.randomNormal([23], 0.1, 1, "float32", seed);
  const [stepSize, varianceScale] = [0.1, 1.7];
  const inputs = () => [random(1), random(2), tf.tensor1d([stepSize, varianceScale, 1]), random(3), tf.abs(random(4))];
  const attrs = { beta1: 0.9, beta2: 0.99, epsilon: 1e-3, weightDecay: 0.1 };

  test("the pure update has the same bits", () => {
    const tensors = inputs();
    const pure = runOp("AdamUpdate", tensors, attrs)!.map((tensor) => [...tensor.dataSync()]);
    runOp("AdamInPlace", tensors, attrs);
    expect(pure).toEqual([0, 3, 4].map((i) => [...tensors[i]!.dataSync()]));
  });

  test("the pullback is the derivative by the gradient", () => {
    const tensors = inputs();
    const [theta, g, , m, v] = tensors.map((tensor) => tensor.dataSync()) as unknown as readonly [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const moved = (i: number, shift: number): number => {
      const d = g[i]! + shift + attrs.weightDecay * theta[i]!;
      const [mean, square] = [0.9 * m[i]! + 0.1 * d, 0.99 * v[i]! + 0.01 * d * d];
      return theta[i]! - (stepSize * mean) / (varianceScale * Math.sqrt(square) + attrs.epsilon);
    };
    const u = random(5);
    const expected = Array.from(u.dataSync(), (cotangent, i) => (cotangent * (moved(i, 1e-5) - moved(i, -1e-5))) / 2e-5);
    expect(runOp("AdamPullback", [...tensors, u], attrs)![0]!.dataSync()).toBeAllClose(expected, { abs: 1e-6, rel: 1e-4 });
  });

  test("an entry that never had a gradient does not pull", () => {
    const zero = tf.zeros([5]);
    const pulled = runOp("AdamPullback", [zero, zero, tf.tensor1d([stepSize, varianceScale, 1]), zero, zero, tf.ones([5])], {
      ...attrs,
      weightDecay: 0,
    })![0]!;
    expect([...pulled.dataSync()].map(Math.abs)).toEqual([0, 0, 0, 0, 0]);
  });
});

test("a kernel declines what it would read as garbage", () => {
  expect(runOp("Add", [tf.ones([2]), tf.ones([2], "int32")])).toBeNull();
  expect(runOp("Add", [tf.ones([3, 1]), tf.ones([1, 4])])).toBeNull();
  expect(runOp("SumTo", [tf.ones([2, 3, 4, 5, 6])], { shape: [1, 3, 1, 5, 1] })).toBeNull();
});

test("row numbers outside the tensor are refused", () => {
  const indices = tf.tensor1d([0, 4], "int32");
  expect(() => runOp("GatherRows", [tf.ones([4, 2]), indices])).toThrow(
    "GatherRows: expected row numbers in [0, 4), got another at place 1.",
  );
  expect(() => runOp("ScatterAddRows", [tf.ones([2, 2]), indices], { numRows: 4 })).toThrow(
    "ScatterAddRows: expected row numbers in [0, 4)",
  );
});

test("padding that crops is left to the reference", () => {
  expect(runOp("Conv2d", [tf.ones([1, 4, 4, 1]), tf.ones([1, 1, 1, 1])], { strides: [1, 1], pads: [-1, 0, 0, 0] })).toBeNull();
});

test("a user's plain tf.matMul with a transposed operand takes our product", () => {
  const random = (...shape: [number, number]) => tf.randomNormal(shape, 0, 1, "float32", 1) as tf.Tensor2D;
  const [a, b] = [random(33, 10), random(33, 17)];
  expect([...tf.matMul(a, b, true).dataSync()]).toEqual([...runOp("MatMul", [a, b], { transposeA: true })![0]!.dataSync()]);
});

test("products of stacks of matrices are left to TF.js", async () => {
  await startEngine({ name: "wasm" });
  const [a, b] = [tf.ones([2, 3, 4]), tf.ones([2, 4, 5])];
  expect(tf.matMul(a, b).shape).toEqual([2, 3, 5]);
  expect([...tf.matMul(a, b).dataSync()]).toEqual(Array.from({ length: 30 }, () => 4));
});

test("a user's plain tf.conv2d has a gradient by its filter", () => {
  const [x, u] = [tf.randomNormal([2, 7, 6, 3], 0, 1, "float32", 1), tf.randomNormal([2, 4, 3, 5], 0, 1, "float32", 2)];
  const plain = {
    strides: [2, 2],
    pad: "same",
    dataFormat: "NHWC",
    dimRoundingMode: undefined,
    filterShape: [3, 3, 3, 5],
  } as unknown as tf.NamedAttrMap;
  const gradient = tf.engine().runKernel("Conv2DBackpropFilter", { x, dy: u } as unknown as tf.NamedTensorMap, plain) as tf.Tensor;
  // "same" with stride 2 is one row of zeros on either side of 7 rows, and one column behind 6.
  const [expected] = runOp("Conv2dFilterGradient", [x, u], { strides: [2, 2], pads: [1, 1, 0, 1], kernelShape: [3, 3, 3, 5] })!;
  expect([...gradient.dataSync()]).toEqual([...expected!.dataSync()]);
});
