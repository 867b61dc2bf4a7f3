import * as tf from "@tensorflow/tfjs-core";
import { defineOp } from "../op.js";
import type { Derivative } from "../op-definition.js";
import type { Value } from "../value.js";

/** Adds two derivatives, where null is zero. */
export function addDerivatives(a: Derivative, b: Derivative): Derivative {
  return a === null || b === null ? (a ?? b) : add(a, b);
}

/** Repeats along new or unit axes. */
export function broadcastTo(x: Value, shape: readonly number[]): Value {
  return sameShape(x.shape, shape) ? x : broadcastToOp([x], { shape })[0];
}

/** Sums over the axes that broadcasting to the shape of `x` would have added: the transpose of `broadcastTo`. */
export function sumTo(x: Value, shape: readonly number[]): Value {
  return sameShape(x.shape, shape) ? x : sumToOp([x], { shape })[0];
}

/** The sum of all entries, a scalar. */
export const sum = (x: Value): Value => sumTo(x, []);
/** The mean of all entries, a scalar. */
export const mean = (x: Value): Value => scale(1 / sizeOf(x.shape), sum(x));
/** a + b, broadcast. */
export const add = (a: Value, b: Value): Value => addOp([a, b])[0];
/** a − b, broadcast. */
export const sub = (a: Value, b: Value): Value => axpy(-1, b, a);
/** a ⊙ b, broadcast. */
export const mul = (a: Value, b: Value): Value => mulOp([a, b])[0];
/** a / b, broadcast. */
export const div = (a: Value, b: Value): Value => divOp([a, b])[0];
/** factor·x for a constant factor. */
export const scale = (factor: number, x: Value): Value => (factor === 1 ? x : scaleOp([x], { factor })[0]);
/** x + by for a constant `by`. */
export const shift = (x: Value, by: number): Value => (by === 0 ? x : shiftOp([x], { by })[0]);
/** y + alpha·x for a constant alpha, broadcast. */
export const axpy = (alpha: number, x: Value, y: Value): Value => axpyOp([x, y], { alpha })[0];

const broadcastToOp = defineOp<[x: Value], [y: Value], { shape: readonly number[] }>({
  name: "BroadcastTo",
  forward: ([x], { shape }) => [tf.broadcastTo(x, [...shape])],
  vjp: ({ inputs: [x] }, [u]) => [u && sumTo(u, x.shape)],
  jvp: ({ attrs: { shape } }, [t]) => [t && broadcastTo(t, shape)],
});

const sumToOp = defineOp<[x: Value], [y: Value], { shape: readonly number[] }>({
  name: "SumTo",
  forward: ([x], { shape }) => {
    const lead = x.rank - shape.length;
    const axes = x.shape.map((_, axis) => axis).filter((axis) => axis < lead || shape[axis - lead] !== x.shape[axis]);
    return [tf.reshape(tf.sum(x, axes), [...shape])];
  },
  vjp: ({ inputs: [x] }, [u]) => [u && broadcastTo(u, x.shape)],
  jvp: ({ attrs: { shape } }, [t]) => [t && sumTo(t, shape)],
});

const addOp = defineOp<[a: Value, b: Value], [sum: Value]>({
  name: "Add",
  forward: ([a, b]) => [tf.add(a, b)],
  vjp: ({ inputs: [a, b] }, [u]) => [() => u && sumTo(u, a.shape), () => u && sumTo(u, b.shape)],
  jvp: ({ outputs: [y] }, [s, t]) => [s !== null && t !== null ? add(s, t) : broadcastTo((s ?? t)!, y.shape)],
});

const mulOp = defineOp<[a: Value, b: Value], [product: Value]>({
  name: "Mul",
  forward: ([a, b]) => [tf.mul(a, b)],
  vjp: ({ inputs: [a, b] }, [u]) => [() => u && sumTo(mul(u, b), a.shape), () => u && sumTo(mul(u, a), b.shape)],
  jvp: ({ inputs: [a, b] }, [s, t]) => [addDerivatives(s && mul(s, b), t && mul(a, t))],
});

const divOp = defineOp<[a: Value, b: Value], [quotient: Value]>({
  name: "Div",
  forward: ([a, b]) => [tf.div(a, b)],
  vjp: ({ inputs: [a, b], outputs: [y] }, [u]) => [
    () => u && sumTo(div(u, b), a.shape),
    () => u && sumTo(scale(-1, div(mul(u, y), b)), b.shape),
  ],
  jvp: ({ inputs: [, b], outputs: [y] }, [s, t]) => [addDerivatives(s && div(s, b), t && scale(-1, div(mul(y, t), b)))],
});

const scaleOp = defineOp<[x: Value], [y: Value], { factor: number }>({
  name: "Scale",
  forward: ([x], { factor }) => [tf.mul(x, factor)],
  vjp: ({ attrs: { factor } }, [u]) => [u && scale(factor, u)],
  jvp: ({ attrs: { factor } }, [t]) => [t && scale(factor, t)],
});

const shiftOp = defineOp<[x: Value], [y: Value], { by: number }>({
  name: "Shift",
  forward: ([x], { by }) => [tf.add(x, by)],
  vjp: (_, [u]) => [u],
  jvp: (_, [t]) => [t],
});

const axpyOp = defineOp<[x: Value, y: Value], [sum: Value], { alpha: number }>({
  name: "Axpy",
  forward: ([x, y], { alpha }) => [alpha === -1 ? tf.sub(y, x) : tf.add(y, tf.mul(x, alpha))],
  vjp: ({ inputs: [x, y], attrs: { alpha } }, [u]) => [() => u && sumTo(scale(alpha, u), x.shape), () => u && sumTo(u, y.shape)],
  jvp: ({ outputs: [z], attrs: { alpha } }, [s, t]) => {
    if (s !== null && t !== null) return [axpy(alpha, s, t)];
    return [broadcastTo(s !== null ? scale(alpha, s) : t!, z.shape)];
  },
});

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
