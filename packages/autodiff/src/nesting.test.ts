import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { add, grad, jvp, linearize, mul, numbersOf, tanh, treeAxpy, treeDot, treeFlatten, treeNorm, type Value } from "./index.js";

beforeAll(async () => {
  tf.env().set("IS_TEST", true);
  await tf.setBackend("cpu");
});

type Scalar = (x: Value) => Value;
const derivatives: Record<string, (f: Scalar) => Scalar> = {
  forward: (f) => (x) => jvp(f, x, tf.scalar(1)).tangent,
  reverse: (f) => grad(f),
};
const kinds = Object.keys(derivatives);
const pairs = kinds.flatMap((outer) => kinds.map((inner) => [outer, inner] as const));

// d/dx [x · d/dy (x + y)] = 1; a transformation that confused the two perturbations would give 2.
test.each(pairs)("perturbations stay apart: %s over %s", (outer, inner) => {
  const confusing = derivatives[outer]!((a) => mul(a, derivatives[inner]!((b) => add(a, b))(tf.scalar(1))));
  expect(numbersOf(confusing(tf.scalar(1)))).toEqual(Float32Array.of(1));
});

// tanh''' = (1 − y²)(6y² − 2)
test.each(pairs.flatMap(([outer, middle]) => kinds.map((inner) => [outer, middle, inner] as const)))(
  "tanh''' by %s over %s over %s",
  (outer, middle, inner) => {
    const y = Math.tanh(0.3);
    const third = derivatives[outer]!(derivatives[middle]!(derivatives[inner]!(tanh)))(tf.scalar(0.3));
    expect(numbersOf(third)).toBeAllClose([(1 - y * y) * (6 * y * y - 2)]);
  },
);

test("a value that outlived its transformation is refused", () => {
  let kept: Value | undefined;
  grad((x: Value) => (kept = mul(x, x)))(tf.scalar(2));
  expect(() => add(kept!, kept!)).toThrow(
    "Add: expected a value in use, got one that outlived its transformation. Return it from the differentiated function instead.",
  );
});

test("a gradient is of a scalar", () => {
  expect(() => grad((x: Value) => x)(tf.tensor1d([1, 2]))).toThrow("grad: expected a scalar, got shape [2]. Take the sum or mean.");
});

test("a cotangent without an entry of the tree is refused", () => {
  const { pullback } = linearize((x: { readonly a: Value }) => ({ y: tanh(x.a) }), { a: tf.scalar(1) });
  expect(() => pullback({ z: tf.scalar(1) } as never)).toThrow("linearize: expected a derivative for `y`, got z.");
});

test("trees add, multiply and measure entry by entry", () => {
  const [x, y] = [
    { a: tf.tensor1d([1, 2]), b: tf.scalar(3) },
    { a: tf.tensor1d([0, 1]), b: tf.scalar(-1) },
  ];
  expect(numbersOf(treeAxpy(2, x, y))).toEqual(Float32Array.of(2, 5, 5));
  expect(numbersOf(treeDot(x, y))).toEqual(Float32Array.of(-1));
  expect(numbersOf(treeNorm(x))).toBeAllClose([Math.sqrt(14)]);
  expect(numbersOf(treeFlatten(x))).toEqual(Float32Array.of(1, 2, 3));
  expect(() => treeDot(x, { a: y.a } as never)).toThrow("tree: expected an entry `b`, got a. Give both trees the same names.");
});
