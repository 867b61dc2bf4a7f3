import * as tf from "@tensorflow/tfjs-core";
import { defineOp } from "../op.js";
import type { Value } from "../value.js";
import { addDerivatives, axpy, broadcastTo, mul } from "./arithmetic.js";

/** max(x, 0); its derivative at 0 is 0. */
export const relu = (x: Value): Value => reluOp([x])[0];
export const tanh = (x: Value): Value => tanhOp([x])[0];
/** 1/(1 + e⁻ˣ). */
export const sigmoid = (x: Value): Value => sigmoidOp([x])[0];
/** log(1 + eˣ). */
export const softplus = (x: Value): Value => softplusOp([x])[0];
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

/** Elementwise nonlinearities by their name in a config. */
export const activations: Readonly<Record<Activation, (x: Value) => Value>> = { linear: (x) => x, relu, tanh, sigmoid, softplus };
export type Activation = "linear" | "relu" | "tanh" | "sigmoid" | "softplus";
