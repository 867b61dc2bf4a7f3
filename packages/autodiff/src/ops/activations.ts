import * as tf from "@tensorflow/tfjs-core";
import { defineFusion } from "../fusion.js";
import { defineOp } from "../op.js";
import type { Value } from "../value.js";
import { addDerivatives, axpy, broadcastTo, mul, scale, shift } from "./arithmetic.js";
import { erf, exp, step } from "./elementwise.js";

/** max(x, 0); its derivative at 0 is 0. */
export const relu = (x: Value): Value => reluOp([x])[0];
/** (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), elementwise. */
export const tanh = (x: Value): Value => tanhOp([x])[0];
/** 1/(1 + e⁻ˣ). */
export const sigmoid = (x: Value): Value => sigmoidOp([x])[0];
/** log(1 + eˣ). */
export const softplus = (x: Value): Value => softplusOp([x])[0];
/** x where x > 0, else alpha·x; its derivative at 0 is alpha. */
export const leakyRelu = (x: Value, alpha = 0.01): Value => leakyReluOp([x], { alpha })[0];
/** x where x > 0, else eˣ − 1. */
export const elu = (x: Value): Value => eluOp([x])[0];
/** x·Φ(x), with the normal distribution function, not its tanh approximation. */
export const gelu = (x: Value): Value => geluOp([x])[0];
/** max(a + b, 0) of two values of one shape. */
export const addRelu = (a: Value, b: Value): Value => addReluOp([a, b])[0];
/** u where y > 0, else 0; linear in u, constant in y. */
export const reluGradient = (u: Value, y: Value): Value => reluGradientOp([u, y])[0];

const reluOp = defineOp<[x: Value], [y: Value]>({
  name: "Relu",
  forward: ([x]) => [tf.relu(x)],
  vjp: ({ outputs: [y] }, [u]) => [u && reluGradient(u, y)],
  jvp: ({ outputs: [y] }, [t]) => [t && reluGradient(t, y)],
});

const reluGradientOp = defineOp<[u: Value, y: Value], [du: Value]>({
  name: "ReluGradient",
  forward: ([u, y]) => [tf.mul(u, tf.step(y))],
  vjp: ({ inputs: [, y] }, [v]) => [() => v && reluGradient(v, y), null],
  jvp: ({ inputs: [, y] }, [t]) => [t && reluGradient(t, y)],
});

/** u ↦ u·(1 − y²), from the output y. */
const timesTanhSlope = (u: Value, y: Value): Value => axpy(-1, mul(u, mul(y, y)), u);

const tanhOp = defineOp<[x: Value], [y: Value]>({
  name: "Tanh",
  forward: ([x]) => [tf.tanh(x)],
  vjp: ({ outputs: [y] }, [u]) => [u && timesTanhSlope(u, y)],
  jvp: ({ outputs: [y] }, [t]) => [t && timesTanhSlope(t, y)],
});

/** u ↦ u·y·(1 − y), from the output y. */
const timesSigmoidSlope = (u: Value, y: Value): Value => mul(u, axpy(-1, mul(y, y), y));

const sigmoidOp = defineOp<[x: Value], [y: Value]>({
  name: "Sigmoid",
  forward: ([x]) => [tf.sigmoid(x)],
  vjp: ({ outputs: [y] }, [u]) => [u && timesSigmoidSlope(u, y)],
  jvp: ({ outputs: [y] }, [t]) => [t && timesSigmoidSlope(t, y)],
});

const softplusOp = defineOp<[x: Value], [y: Value]>({
  name: "Softplus",
  // TF.js' own softplus rounds to 0 or x within 1e-7 of their limits only on some backends; this form is the same on all.
  forward: ([x]) => [tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x)))))],
  vjp: ({ inputs: [x] }, [u]) => [u && mul(u, sigmoid(x))],
  jvp: ({ inputs: [x] }, [t]) => [t && mul(t, sigmoid(x))],
});

/** The gradient through a relu and the gradient of the bias before it, in one pass: `[u ⊙ (y > 0), its column sums]`. */
export const reluBiasGradient = (u: Value, y: Value): [du: Value, db: Value] => reluBiasGradientOp([u, y]);

const reluBiasGradientOp = defineOp<[u: Value, y: Value], [du: Value, db: Value]>({
  name: "ReluBiasGradient",
  forward: ([u, y]) => {
    const du = tf.mul(u, tf.step(y));
    return [du, tf.sum(du, 0)];
  },
  vjp: ({ inputs: [, y] }, [v, w]) => [() => reluGradient(addDerivatives(v, w && broadcastTo(w, y.shape))!, y), null],
  jvp: ({ inputs: [, y] }, [t]) => (t === null ? [null, null] : reluBiasGradient(t, y)),
});

const leakyReluOp = defineFusion<[x: Value], [y: Value], { alpha: number }>("LeakyRelu", ([x], { alpha }) => [
  mul(x, shift(scale(1 - alpha, step(x)), alpha)),
]);

const eluOp = defineOp<[x: Value], [y: Value]>({
  name: "Elu",
  forward: ([x]) => [tf.elu(x)],
  vjp: ({ inputs: [x] }, [u]) => [u && mul(u, eluSlope(x))],
  jvp: ({ inputs: [x] }, [t]) => [t && mul(t, eluSlope(x))],
});

/** 1 where x > 0, else eˣ. */
const eluSlope = (x: Value): Value => exp(mul(x, shift(scale(-1, step(x)), 1)));

const geluOp = defineFusion<[x: Value]>("Gelu", ([x]) => [scale(0.5, mul(x, shift(erf(scale(Math.SQRT1_2, x)), 1)))]);

const addReluOp = defineOp<[a: Value, b: Value], [y: Value]>({
  name: "AddRelu",
  forward: ([a, b]) => [tf.relu(tf.add(a, b))],
  vjp: ({ outputs: [y] }, [u]) => {
    const du = u && reluGradient(u, y);
    return [du, du];
  },
  jvp: ({ outputs: [y] }, [s, t]) => [reluGradient(addDerivatives(s, t)!, y)],
});

/** Elementwise nonlinearities by their name in a config. */
export const activations: Readonly<Record<Activation, (x: Value) => Value>> = {
  linear: (x) => x,
  relu,
  "leaky-relu": (x) => leakyRelu(x),
  elu,
  gelu,
  tanh,
  sigmoid,
  softplus,
};
/** The nonlinearities that layers may apply, by name. */
export type Activation = "linear" | "relu" | "leaky-relu" | "elu" | "gelu" | "tanh" | "sigmoid" | "softplus";
