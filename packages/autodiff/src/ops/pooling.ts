import * as tf from "@tensorflow/tfjs-core";
import { adopt } from "../scope.js";
import { detach, type Value } from "../value.js";
import { defineFusion } from "../fusion.js";
import { defineOp } from "../op.js";
import { add, mul, scale, sumTo } from "./arithmetic.js";
import { gather } from "./rows.js";
import { pad, reshape } from "./shape.js";
import { outputSize, type Pads, padsOf, type Padding, subsample, windowsAlong } from "./windows.js";

/** How the windows of a pooling lie. */
export interface PoolingOptions {
  /** Height and width of a window. */
  readonly size: number | readonly [number, number];
  /** Default: `size`. */
  readonly strides?: number | readonly [number, number];
  /** Default `"valid"`. */
  readonly padding?: Padding;
}

interface Windows {
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly pads: Pads;
}

/**
 * The largest entry of each window, per channel; the first of equals. Padding never wins.
 *
 * @param x - float32 `[batch, height, width, channels]`.
 * @returns float32 `[batch, outHeight, outWidth, channels]`; differentiable any number of times where the largest is unique.
 */
export function maxPool(x: Value, options: PoolingOptions): Value {
  const windows = windowsOf(x, options);
  const index = maxPoolIndexOp([detach(x)], windows)[0];
  const [height, width] = outputSize(x.shape, windows.pads, windows.size, windows.strides);
  return reshape(gather(reshape(x, [-1]), reshape(index, [-1]) as tf.Tensor), [x.shape[0]!, height, width, x.shape[3]!]);
}

/**
 * The mean of each window, per channel, over the entries inside the image.
 *
 * @param x - float32 `[batch, height, width, channels]`.
 * @returns float32 `[batch, outHeight, outWidth, channels]`; linear.
 */
export function avgPool(x: Value, options: PoolingOptions): Value {
  return avgPoolOp([x], windowsOf(x, options))[0];
}

/** The mean over height and width: `[batch, height, width, channels]` → `[batch, channels]`. */
export function globalMean(x: Value): Value {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  return scale(1 / (height * width), reshape(sumTo(x, [batch, 1, 1, channels]), [batch, channels]));
}

/**
 * The shortcut of a residual block that changes shape, without parameters: every `stride`-th row and column from the first,
 * then channels of zeros, (numChannels − channels)/2 rounded down before and the rest after.
 *
 * @see He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, §3.3 and §4.2, option A.
 */
export function zeroPaddingShortcut(x: Value, numChannels: number, stride: number): Value {
  const [, height, width, channels] = x.shape as [number, number, number, number];
  const size = [Math.ceil(height / stride), Math.ceil(width / stride)] as const;
  const thinned = stride === 1 ? x : subsample(x, { offset: [0, 0], strides: [stride, stride], size });
  const before = Math.floor((numChannels - channels) / 2);
  return pad(thinned, before, numChannels - channels - before, 3);
}

function windowsOf(x: Value, { size, strides = size, padding = "valid" }: PoolingOptions): Windows {
  const both = (length: number | readonly [number, number]): readonly [number, number] =>
    typeof length === "number" ? [length, length] : length;
  return { size: both(size), strides: both(strides), pads: padsOf(padding, x.shape, both(size), both(strides)) };
}

const avgPoolOp = defineFusion<[x: Value], [means: Value], Windows>("AvgPool", ([x], windows) => {
  const { size, strides, pads } = windows;
  const around = padImage(x, pads);
  const lattice = { strides, size: outputSize(x.shape, pads, size, strides) };
  const sums = windowsAlong(...(size as [number, number]))
    .map((offset) => subsample(around, { ...lattice, offset }))
    .reduce(add);
  return [mul(sums, reciprocalCounts(x.shape, windows))];
});

function padImage(x: Value, [top, bottom, left, right]: Pads): Value {
  return pad(pad(x, top, bottom, 1), left, right, 2);
}

/** 1 over the number of entries of each window that are inside the image, `[1, outHeight, outWidth, 1]`. */
function reciprocalCounts(shape: readonly number[], { size, strides, pads }: Windows): tf.Tensor {
  const [height, width] = outputSize(shape, pads, size, strides);
  const inside = (i: number, axis: 0 | 1): number => {
    const start = i * strides[axis] - pads[axis * 2]!;
    return Math.min(start + size[axis], shape[axis + 1]!) - Math.max(start, 0);
  };
  const values = Float32Array.from({ length: height * width }, (_, i) => 1 / (inside(Math.floor(i / width), 0) * inside(i % width, 1)));
  return adopt(tf.tensor4d(values, [1, height, width, 1]));
}

/** Where the largest entry of each window stands in `x`, laid out in a row: int32. Not differentiated. */
const maxPoolIndexOp = defineOp<[x: tf.Tensor], [index: Value], Windows>({
  name: "MaxPoolIndex",
  forward: ([x], windows) => [tf.tensor1d(largestPositions(x.dataSync(), x.shape, windows), "int32")],
  vjp: () => [null],
  jvp: () => [null],
});

function largestPositions(values: ArrayLike<number>, shape: readonly number[], { size, strides, pads }: Windows): Int32Array {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const [outHeight, outWidth] = outputSize(shape, pads, size, strides);
  const positions = new Int32Array(batch * outHeight * outWidth * channels);
  let at = 0;
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < outHeight; i++) {
      for (let j = 0; j < outWidth; j++) {
        const [top, left] = [i * strides[0] - pads[0], j * strides[1] - pads[2]];
        for (let c = 0; c < channels; c++) {
          let best = -1;
          for (let y = Math.max(top, 0); y < Math.min(top + size[0], height); y++) {
            for (let x = Math.max(left, 0); x < Math.min(left + size[1], width); x++) {
              const position = ((b * height + y) * width + x) * channels + c;
              if (best < 0 || values[position]! > values[best]!) best = position;
            }
          }
          positions[at++] = best;
        }
      }
    }
  }
  return positions;
}
