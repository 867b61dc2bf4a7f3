import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { axpy, checkGradients, defineOp, detach, mul, relu, scale, sum, type Value } from "./index.js";

beforeAll(async () => {
  tf.env().set("IS_TEST", true);
  await tf.setBackend("cpu");
});

const point = (): tf.Tensor => tf.tensor1d([0.3, -0.8, 1.2]);

/** u·(1 − y²). */
const slope = (u: Value, y: Value): Value => axpy(-1, mul(u, mul(y, y)), u);

/** tanh with derivatives of our choice, from the output y. */
function tanhWith(vjp: typeof slope, jvp: typeof slope): (x: Value) => Value {
  const op = defineOp<[x: Value], [y: Value]>({
    name: "MyTanh",
    forward: ([x]) => [tf.tanh(x)],
    vjp: ({ outputs: [y] }, [u]) => [u && vjp(u, y)],
    jvp: ({ outputs: [y] }, [t]) => [t && jvp(t, y)],
  });
  return (x) => op([x])[0];
}

test("right derivatives pass with errors far below the tolerances", () => {
  const { tangent, transpose, curvature } = checkGradients(tanhWith(slope, slope), point());
  expect(tangent).toBeLessThan(2e-4);
  expect(transpose).toBeLessThan(1e-6);
  expect(curvature).toBeLessThan(1e-3);
  expect(checkGradients(tanhWith(slope, slope), point(), { order: 1 }).curvature).toBeNull();
});

const tooSmall = (u: Value, y: Value): Value => scale(0.98, slope(u, y));
const constant = (u: Value, y: Value): Value => slope(u, detach(y));

test("a tangent off by two percent is found", () => {
  expect(() => checkGradients(tanhWith(tooSmall, tooSmall), point())).toThrow(
    /^checkGradients: expected an error of the tangent of at most 0.002, got 0.02\d*\. A jvp is wrong, or `f` has a kink within the step\.$/,
  );
});

test("a vjp that is not the transpose of its jvp is found", () => {
  expect(() => checkGradients(tanhWith(tooSmall, slope), point())).toThrow("A vjp is not the transpose of its jvp.");
});

test("a vjp with a constant where a value belongs is found in second order only", () => {
  const f = tanhWith(constant, slope);
  expect(() => checkGradients(f, point(), { order: 1 })).not.toThrow();
  expect(() => checkGradients(f, point())).toThrow("A vjp is not written in ops all the way");
});

test("trees are checked entry by entry, a kink within the step is said", () => {
  const f = ({ a, b }: { readonly a: Value; readonly b: Value }): Value => sum(mul(a, mul(b, b)));
  expect(() => checkGradients(f, { a: point(), b: point() })).not.toThrow();
  expect(() => checkGradients(relu, tf.tensor1d([0.001, -0.8]))).toThrow("`f` has a kink within the step");
});
