import "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import {
  checkGradients,
  concat,
  fromTensorFlow,
  grad,
  hvp,
  jvp,
  logSoftmax,
  matMul,
  mul,
  numbersOf,
  relu,
  scale,
  softmaxCrossEntropy,
  sum,
  tanh,
  treeDot,
  type Value,
} from "./index.js";

beforeAll(async () => {
  tf.env().set("IS_TEST", true);
  await tf.setBackend("cpu");
});

const bilinear = fromTensorFlow<[x: Value, w: Value]>("bilinear", (x, w) => tf.tanh(tf.matMul(x, w)));
const x = (): tf.Tensor =>
  tf.tensor2d([
    [0.3, -1],
    [0.5, 0.2],
  ]);
const w = (): tf.Tensor =>
  tf.tensor2d([
    [0.4, 0.1, -0.6],
    [0.9, -0.2, 0.5],
  ]);

test("a function in plain TF.js has its gradient among autodiff's ops", () => {
  const bridged = grad((at: Value) => sum(mul(tanh(at), sum(bilinear(x(), at)))))(w());
  const ours = grad((at: Value) => sum(mul(tanh(at), sum(tanh(matMul(x(), at))))))(w());
  expect(numbersOf(bridged)).toBeAllClose(numbersOf(ours));
});

test("more than a gradient is refused with the twins of what it uses", () => {
  const twins = "Write it in autodiff's ops: `matMul` for BatchMatMul, `tanh` for Tanh.";
  const f = (at: Value): Value => sum(bilinear(x(), at));
  const refusal = (what: string): string =>
    `bilinear: expected a function in plain TF.js to be differentiated once, in reverse mode, got a request for ${what}. ${twins}`;
  expect(() => grad((at: Value) => treeDot(grad(f)(at), w()))(w())).toThrow(refusal("a second derivative"));
  expect(() => jvp(f, w(), w())).toThrow(refusal("a forward-mode derivative"));
  expect(() => hvp(f, w(), w())).toThrow(refusal("a forward-mode derivative"));
});

// Why autodiff exists: the same functions in TF.js' own automatic differentiation (4.22, tensorflow/tfjs#3252). If one of
// these begins to pass there, autodiff's own form of it is no longer needed.
describe("plain TF.js gets second derivatives wrong that autodiff gets right", () => {
  const targets = (): tf.Tensor =>
    tf.tensor2d([
      [0, 0, 1],
      [1, 0, 0],
    ]);
  const functions: Record<string, { plain: (at: tf.Tensor) => tf.Tensor; ours: (at: Value) => Value }> = {
    "log-softmax loss of a relu layer": {
      plain: (at) =>
        tf.neg(
          tf.sum(
            tf.mul(tf.logSoftmax(tf.concat([tf.matMul(tf.relu(tf.matMul(x(), at)), tf.transpose(at)), tf.ones([2, 1])], 1)), targets()),
          ),
        ),
      ours: (at) => sum(softmaxCrossEntropy(tiedLogits(at), targets())),
    },
    "log-softmax": {
      plain: (at) => tf.neg(tf.sum(tf.mul(tf.logSoftmax(tf.matMul(x(), at)), targets()))),
      ours: (at) => scale(-1, sum(mul(logSoftmax(matMul(x(), at)), targets()))),
    },
    tanh: { plain: (at) => tf.sum(tf.tanh(tf.matMul(x(), at))), ours: (at) => sum(tanh(matMul(x(), at))) },
  };

  test.each(Object.entries(functions))("%s", (_, { plain, ours }) => {
    const direction = tf.tensor2d([
      [1, -0.5, 0.2],
      [0.1, 0.4, -1],
    ]);
    expect(() => checkGradients(ours, w())).not.toThrow();
    const right = numbersOf(hvp(ours, w(), direction));
    const nested = (): Float32Array => numbersOf(tf.grad((at: tf.Tensor) => tf.sum(tf.mul(tf.grad(plain)(at), direction)))(w()));
    expect(agrees(nested, right)).toBe(false);
  });
});

/** A relu layer with tied weights, and a constant third logit. */
function tiedLogits(at: Value): Value {
  return concat([matMul(relu(matMul(x(), at)), at, { transposeB: true }), tf.ones([2, 1])], 1);
}

function agrees(compute: () => Float32Array, right: Float32Array): boolean {
  try {
    const got = compute();
    return got.every((value, i) => Math.abs(value - right[i]!) < 1e-3);
  } catch {
    return false;
  }
}
