import * as tf from "@tensorflow/tfjs-core";
import { defineOp } from "../op.js";
import type { Value } from "../value.js";
import { addDerivatives } from "./arithmetic.js";

/** ⟨a_i, b_i⟩ of each row i: `[batch, n]`, `[batch, n]` → `[batch]`. */
export const rowDot = (a: Value, b: Value): Value => rowDotOp([a, b])[0];
/** s_i·x_i of each row i: `[batch, n]`, `[batch]` → `[batch, n]`. The transpose of `rowDot` in either argument. */
export const scaleRows = (x: Value, s: Value): Value => scaleRowsOp([x, s])[0];
/** The sum of each row: `[batch, n]` → `[batch]`. */
export const rowSum = (x: Value): Value => rowDot(x, onesLike(x));
/** Ones of the shape of a value. */
export const onesLike = (x: Value): Value => onesLikeOp([x])[0];

/**
 * Rows by position; a row may be asked for more than once.
 *
 * @param x - float32 `[numRows, …]`.
 * @param index - int32 `[count]`, constant, each in [0, numRows).
 * @returns float32 `[count, …]`.
 */
export const gather = (x: Value, index: tf.Tensor): Value => gatherOp([x, index])[0];
/** Adds row i of `x` to row index_i of zeros, `[numRows, …]`: the transpose of `gather`. */
export const scatterAdd = (x: Value, index: tf.Tensor, numRows: number): Value => scatterAddOp([x, index], { numRows })[0];

const rowDotOp = defineOp<[a: Value, b: Value], [dots: Value]>({
  name: "RowDot",
  forward: ([a, b]) => [tf.sum(tf.mul(a, b), -1)],
  vjp: ({ inputs: [a, b] }, [u]) => [() => u && scaleRows(b, u), () => u && scaleRows(a, u)],
  jvp: ({ inputs: [a, b] }, [s, t]) => [addDerivatives(s && rowDot(s, b), t && rowDot(a, t))],
});

const scaleRowsOp = defineOp<[x: Value, s: Value], [rows: Value]>({
  name: "ScaleRows",
  forward: ([x, s]) => [tf.mul(x, tf.reshape(s, [-1, 1]))],
  vjp: ({ inputs: [x, s] }, [u]) => [() => u && scaleRows(u, s), () => u && rowDot(u, x)],
  jvp: ({ inputs: [x, s] }, [dx, ds]) => [addDerivatives(dx && scaleRows(dx, s), ds && scaleRows(x, ds))],
});

const onesLikeOp = defineOp<[x: Value], [ones: Value]>({
  name: "OnesLike",
  forward: ([x]) => [tf.onesLike(x)],
  vjp: () => [null],
  jvp: () => [null],
});

const gatherOp = defineOp<[x: Value, index: tf.Tensor], [rows: Value]>({
  name: "GatherRows",
  forward: ([x, index]) => [tf.gather(x, index as tf.Tensor1D)],
  vjp: ({ inputs: [x, index] }, [u]) => [u && scatterAdd(u, index, x.shape[0]!), null],
  jvp: ({ inputs: [, index] }, [t]) => [t && gather(t, index)],
});

const scatterAddOp = defineOp<[x: Value, index: tf.Tensor], [sums: Value], { numRows: number }>({
  name: "ScatterAddRows",
  forward: ([x, index], { numRows }) => [tf.scatterND(tf.reshape(index, [-1, 1]), x, [numRows, ...x.shape.slice(1)])],
  vjp: ({ inputs: [, index] }, [u]) => [u && gather(u, index), null],
  jvp: ({ inputs: [, index], attrs: { numRows } }, [t]) => [t && scatterAdd(t, index, numRows)],
});
