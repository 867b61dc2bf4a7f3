import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { add, adopt, dispose, exp, grad, linearize, mul, numbersOf, scope, sum, type Value } from "./index.js";

beforeAll(async () => {
  tf.env().set("IS_TEST", true);
  await tf.setBackend("cpu");
});

const held = (): number => tf.memory().numTensors;

test("a scope keeps what it returns, in objects too, and disposes the rest", () => {
  const x = tf.tensor1d([1, 2]);
  const before = held();
  const { tree, count } = scope(() => ({ tree: { y: exp(mul(x, x)), z: add(x, x) }, count: 2 }));
  expect(held() - before).toBe(count);
  expect(numbersOf(tree)).toBeAllClose([Math.E, Math.exp(4), 2, 4]);
  dispose(tree);
  expect(held()).toBe(before);
});

test("what an inner scope returns belongs to the outer one", () => {
  const x = tf.tensor1d([1, 2]);
  const before = held();
  scope(
    () =>
      numbersOf(
        add(
          scope(() => exp(mul(x, x))),
          x,
        ),
      ).length,
  );
  expect(held()).toBe(before);
});

test("a tensor that TF.js made is disposed once it is adopted, arguments never", () => {
  const x = tf.tensor1d([1]);
  const before = held();
  scope(() => numbersOf(add(adopt(tf.tensor1d([3])), x)).length);
  expect(held()).toBe(before);
  expect(x.isDisposed).toBe(false);
});

test("a scope that throws leaves nothing behind", () => {
  const x = tf.tensor1d([1]);
  const before = held();
  const failing = (): Value =>
    scope(() => {
      exp(x);
      throw new Error("stop");
    });
  expect(failing).toThrow("stop");
  expect(held()).toBe(before);
});

test("a derivative that throws leaves scopes working", () => {
  const x = tf.scalar(2);
  expect(() =>
    grad((): Value => {
      throw new Error("stop");
    })(x),
  ).toThrow("stop");
  const before = held();
  scope(() => numbersOf(exp(x)).length);
  expect(held()).toBe(before);
});

test("inside a differentiated function a scope keeps what the tape may have saved", () => {
  const x = tf.scalar(2);
  // x·e^x: (1 + x)·e^x
  const slope = grad((at: Value) => scope(() => mul(at, exp(at))))(x);
  expect(numbersOf(slope)).toBeAllClose([3 * Math.exp(2)]);
});

test("a linearization lives until its scope ends, whatever is asked of it", () => {
  const x = tf.tensor1d([1, 2]);
  const before = held();
  scope(() => {
    const { pullback, pushforward } = linearize((at: Value) => sum(exp(at)), x);
    for (let i = 0; i < 3; i++) numbersOf(pullback(adopt(tf.scalar(1))));
    return numbersOf(pushforward(adopt(tf.ones([2])))).length;
  });
  expect(held()).toBe(before);
});
