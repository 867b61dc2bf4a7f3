import * as tf from "@tensorflow/tfjs-core";
import { defineOp } from "../op.js";
import type { Value } from "../value.js";
import { div, mul, scale, shift } from "./arithmetic.js";

/** eˣ, elementwise. */
export const exp = (x: Value): Value => expOp([x])[0];
/** The natural logarithm. */
export const log = (x: Value): Value => logOp([x])[0];
/** √x; its derivative at 0 is taken as 0. */
export const sqrt = (x: Value): Value => sqrtOp([x])[0];
/** 1/x. */
export const reciprocal = (x: Value): Value => reciprocalOp([x])[0];
/** 1/x, and 0 at 0 with derivative 0. */
export const reciprocalOrZero = (x: Value): Value => reciprocalOrZeroOp([x])[0];
/** eˣ − 1, exact near 0. */
export const expm1 = (x: Value): Value => expm1Op([x])[0];
/** The error function. */
export const erf = (x: Value): Value => erfOp([x])[0];
/** 1 where x > 0, else 0; a constant to differentiation. */
export const step = (x: Value): Value => stepOp([x])[0];
/** x². */
export const square = (x: Value): Value => mul(x, x);

const expOp = defineOp<[x: Value], [y: Value]>({
  name: "Exp",
  forward: ([x]) => [tf.exp(x)],
  vjp: ({ outputs: [y] }, [u]) => [u && mul(u, y)],
  jvp: ({ outputs: [y] }, [t]) => [t && mul(t, y)],
});

const logOp = defineOp<[x: Value], [y: Value]>({
  name: "Log",
  forward: ([x]) => [tf.log(x)],
  vjp: ({ inputs: [x] }, [u]) => [u && div(u, x)],
  jvp: ({ inputs: [x] }, [t]) => [t && div(t, x)],
});

/** u ↦ u/(2y), from the output y. */
const timesSqrtSlope = (u: Value, y: Value): Value => scale(0.5, mul(u, reciprocalOrZero(y)));

const sqrtOp = defineOp<[x: Value], [y: Value]>({
  name: "Sqrt",
  forward: ([x]) => [tf.sqrt(x)],
  vjp: ({ outputs: [y] }, [u]) => [u && timesSqrtSlope(u, y)],
  jvp: ({ outputs: [y] }, [t]) => [t && timesSqrtSlope(t, y)],
});

/** u ↦ −u·y², from the output y = 1/x. */
const timesReciprocalSlope = (u: Value, y: Value): Value => scale(-1, mul(u, mul(y, y)));

const reciprocalOp = defineOp<[x: Value], [y: Value]>({
  name: "Reciprocal",
  forward: ([x]) => [tf.reciprocal(x)],
  vjp: ({ outputs: [y] }, [u]) => [u && timesReciprocalSlope(u, y)],
  jvp: ({ outputs: [y] }, [t]) => [t && timesReciprocalSlope(t, y)],
});

const reciprocalOrZeroOp = defineOp<[x: Value], [y: Value]>({
  name: "ReciprocalOrZero",
  forward: ([x]) => [tf.divNoNan(tf.onesLike(x), x)],
  vjp: ({ outputs: [y] }, [u]) => [u && timesReciprocalSlope(u, y)],
  jvp: ({ outputs: [y] }, [t]) => [t && timesReciprocalSlope(t, y)],
});

const expm1Op = defineOp<[x: Value], [y: Value]>({
  name: "Expm1",
  forward: ([x]) => [tf.expm1(x)],
  vjp: ({ outputs: [y] }, [u]) => [u && mul(u, shift(y, 1))],
  jvp: ({ outputs: [y] }, [t]) => [t && mul(t, shift(y, 1))],
});

/** u ↦ u·2/√π·exp(−x²). */
const timesErfSlope = (u: Value, x: Value): Value => mul(u, scale(2 / Math.sqrt(Math.PI), exp(scale(-1, square(x)))));

const erfOp = defineOp<[x: Value], [y: Value]>({
  name: "Erf",
  forward: ([x]) => [tf.erf(x)],
  vjp: ({ inputs: [x] }, [u]) => [u && timesErfSlope(u, x)],
  jvp: ({ inputs: [x] }, [t]) => [t && timesErfSlope(t, x)],
});

const stepOp = defineOp<[x: Value], [y: Value]>({
  name: "Step",
  forward: ([x]) => [tf.step(x)],
  vjp: () => [null],
  jvp: () => [null],
});
