import * as tf from "@tensorflow/tfjs-core";
import { defineOp } from "../op.js";
import type { Value } from "../value.js";
import { div, mul, scale } from "./arithmetic.js";

export const exp = (x: Value): Value => expOp([x])[0];
/** The natural logarithm. */
export const log = (x: Value): Value => logOp([x])[0];
/** √x; its derivative at 0 is taken as 0. */
export const sqrt = (x: Value): Value => sqrtOp([x])[0];
/** 1/x. */
export const reciprocal = (x: Value): Value => reciprocalOp([x])[0];
/** 1/x, and 0 at 0 with derivative 0. */
export const reciprocalOrZero = (x: Value): Value => reciprocalOrZeroOp([x])[0];
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
