import * as tf from "@tensorflow/tfjs-core";
import { defineOp } from "../op.js";
import type { Value } from "../value.js";
import { addDerivatives, sizeOf } from "./arithmetic.js";

/** The same entries in another shape; one length may be −1. */
export function reshape(x: Value, shape: readonly number[]): Value {
  const known = shape.reduce((product, length) => (length < 0 ? product : product * length), 1);
  return reshapeOp([x], { shape: shape.map((length) => (length < 0 ? sizeOf(x.shape) / known : length)) })[0];
}

/** Swaps the axes of a matrix. */
export const transpose = (x: Value): Value => transposeOp([x])[0];

/** Joins values along an axis, in order. */
export function concat(values: readonly Value[], axis = 0): Value {
  if (values.length === 0) throw new RangeError("concat: expected at least one value, got none.");
  return values.reduce((a, b) => join(a, b, axis));
}

const join = (a: Value, b: Value, axis: number): Value => concatOp([a, b], { axis })[0];

/** `count` entries along an axis from `start`. */
export const slice = (x: Value, start: number, count: number, axis = 0): Value => sliceOp([x], { axis, start, count })[0];

/** `x` between zeros along an axis: the transpose of `slice`. */
export const pad = (x: Value, before: number, after: number, axis = 0): Value =>
  before + after === 0 ? x : padOp([x], { axis, before, after })[0];

const reshapeOp = defineOp<[x: Value], [y: Value], { shape: readonly number[] }>({
  name: "Reshape",
  forward: ([x], { shape }) => [tf.reshape(x, [...shape])],
  vjp: ({ inputs: [x] }, [u]) => [u && reshape(u, x.shape)],
  jvp: ({ attrs: { shape } }, [t]) => [t && reshape(t, shape)],
});

const transposeOp = defineOp<[x: Value], [y: Value]>({
  name: "Transpose",
  forward: ([x]) => [tf.transpose(x)],
  vjp: (_, [u]) => [u && transpose(u)],
  jvp: (_, [t]) => [t && transpose(t)],
});

const concatOp = defineOp<[a: Value, b: Value], [joined: Value], { axis: number }>({
  name: "Concat",
  forward: ([a, b], { axis }) => [tf.concat([a, b], axis)],
  vjp: ({ inputs: [a, b], attrs: { axis } }, [u]) => [
    () => u && slice(u, 0, a.shape[axis]!, axis),
    () => u && slice(u, a.shape[axis]!, b.shape[axis]!, axis),
  ],
  jvp: ({ inputs: [a, b], attrs: { axis } }, [s, t]) => {
    if (s !== null && t !== null) return [join(s, t, axis)];
    return [addDerivatives(s && pad(s, 0, b.shape[axis]!, axis), t && pad(t, a.shape[axis]!, 0, axis))];
  },
});

const sliceOp = defineOp<[x: Value], [part: Value], { axis: number; start: number; count: number }>({
  name: "Slice",
  forward: ([x], { axis, start, count }) => {
    const begin = x.shape.map((_, i) => (i === axis ? start : 0));
    return [
      tf.slice(
        x,
        begin,
        x.shape.map((length, i) => (i === axis ? count : length)),
      ),
    ];
  },
  vjp: ({ inputs: [x], attrs: { axis, start, count } }, [u]) => [u && pad(u, start, x.shape[axis]! - start - count, axis)],
  jvp: ({ attrs: { axis, start, count } }, [t]) => [t && slice(t, start, count, axis)],
});

const padOp = defineOp<[x: Value], [padded: Value], { axis: number; before: number; after: number }>({
  name: "Pad",
  forward: ([x], { axis, before, after }) => [
    tf.pad(
      x,
      x.shape.map((_, i) => (i === axis ? [before, after] : [0, 0])),
    ),
  ],
  vjp: ({ inputs: [x], attrs: { axis, before } }, [u]) => [u && slice(u, before, x.shape[axis]!, axis)],
  jvp: ({ attrs: { axis, before, after } }, [t]) => [t && pad(t, before, after, axis)],
});
