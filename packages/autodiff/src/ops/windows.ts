import * as tf from "@tensorflow/tfjs-core";
import { defineOp } from "../op.js";
import type { Value } from "../value.js";

/** Zeros added on each side: `[top, bottom, left, right]`. */
export type Pads = readonly [top: number, bottom: number, left: number, right: number];

/**
 * `"same"`: outputs ⌈size/stride⌉, padded evenly with the odd one at the end, as TensorFlow; `"valid"`: none; a number: that
 * many on every side, as PyTorch; or each side by itself.
 */
export type Padding = "same" | "valid" | number | Pads;

export function padsOf(
  padding: Padding,
  shape: readonly number[],
  size: readonly [number, number],
  strides: readonly [number, number],
): Pads {
  if (padding === "valid") return [0, 0, 0, 0];
  if (typeof padding === "number") return [padding, padding, padding, padding];
  if (typeof padding !== "string") return padding;
  const [top, bottom] = evenly(shape[1]!, size[0], strides[0]);
  const [left, right] = evenly(shape[2]!, size[1], strides[1]);
  return [top, bottom, left, right];
}

function evenly(length: number, size: number, stride: number): [before: number, after: number] {
  const missing = Math.max((Math.ceil(length / stride) - 1) * stride + size - length, 0);
  return [Math.floor(missing / 2), Math.ceil(missing / 2)];
}

/** How many windows fit. */
export function outputSize(
  shape: readonly number[],
  [top, bottom, left, right]: Pads,
  size: readonly [number, number],
  strides: readonly [number, number],
): [number, number] {
  return [
    Math.floor((shape[1]! + top + bottom - size[0]) / strides[0]) + 1,
    Math.floor((shape[2]! + left + right - size[1]) / strides[1]) + 1,
  ];
}

/** All positions within a window, row by row. */
export function windowsAlong(height: number, width: number): [number, number][] {
  return Array.from({ length: height * width }, (_, i) => [Math.floor(i / width), i % width]);
}

export interface Lattice {
  /** The first row and column taken. */
  readonly offset: readonly [number, number];
  readonly strides: readonly [number, number];
  /** How many rows and columns. */
  readonly size: readonly [number, number];
}

/** Every so many-th row and column: `[batch, height, width, channels]` → `[batch, …size, channels]`. */
export const subsample = (x: Value, lattice: Lattice): Value => subsampleOp([x], lattice)[0];
/** The entries of `u` on a lattice in zeros: the transpose of `subsample`. */
const subsampleTranspose = (u: Value, lattice: Lattice, inputShape: readonly number[]): Value =>
  subsampleTransposeOp([u], { ...lattice, inputShape })[0];

const subsampleOp = defineOp<[x: Value], [y: Value], Lattice>({
  name: "Subsample",
  forward: ([x], lattice) => [strided(x as tf.Tensor4D, lattice)],
  vjp: ({ inputs: [x], attrs }, [u]) => [u && subsampleTranspose(u, attrs, x.shape)],
  jvp: ({ attrs }, [t]) => [t && subsample(t, attrs)],
});

const subsampleTransposeOp = defineOp<[u: Value], [x: Value], Lattice & { readonly inputShape: readonly number[] }>({
  name: "SubsampleTranspose",
  forward: ([u], { inputShape, ...lattice }) => [stridedInto(u as tf.Tensor4D, lattice, inputShape)],
  vjp: ({ attrs }, [v]) => [v && subsample(v, attrs)],
  jvp: ({ attrs }, [t]) => [t && subsampleTranspose(t, attrs, attrs.inputShape)],
});

/** `subsample` on tensors. */
export function strided(x: tf.Tensor4D, { offset: [y, x0], strides: [sy, sx], size: [height, width] }: Lattice): tf.Tensor4D {
  const [batch, , , channels] = x.shape;
  const end: [number, number, number, number] = [batch, y + (height - 1) * sy + 1, x0 + (width - 1) * sx + 1, channels];
  return tf.stridedSlice(x, [0, y, x0, 0], end, [1, sy, sx, 1]) as tf.Tensor4D;
}

function stridedInto(
  u: tf.Tensor4D,
  { offset: [y, x0], strides: [sy, sx], size: [height, width] }: Lattice,
  inputShape: readonly number[],
): tf.Tensor4D {
  const [batch, rows, columns, channels] = inputShape as [number, number, number, number];
  // A block of s zeros follows each entry; what stands out at the end is cut off, what is missing is added.
  const spread = tf.reshape(
    tf.pad(tf.reshape(u, [batch * height, width, channels]), [
      [0, 0],
      [0, 0],
      [0, (sx - 1) * channels],
    ]),
    [batch, height, 1, width * sx * channels],
  );
  const blocks = tf.reshape(
    tf.pad(spread, [
      [0, 0],
      [0, 0],
      [0, sy - 1],
      [0, 0],
    ]),
    [batch, height * sy, width * sx, channels],
  ) as tf.Tensor4D;
  const kept = tf.slice(blocks, [0, 0, 0, 0], [batch, Math.min(height * sy, rows - y), Math.min(width * sx, columns - x0), channels]);
  return tf.pad(kept, [
    [0, 0],
    [y, rows - y - kept.shape[1]],
    [x0, columns - x0 - kept.shape[2]],
    [0, 0],
  ]);
}
