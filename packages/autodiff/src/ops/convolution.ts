import * as tf from "@tensorflow/tfjs-core";
import { defineOp } from "../op.js";
import type { Value } from "../value.js";
import { addDerivatives } from "./arithmetic.js";
import { type Pads, padsOf, type Padding, strided, windowsAlong } from "./windows.js";

/** How the windows of a convolution lie. */
export interface ConvolutionOptions {
  /** Default 1; one number for both axes, or `[vertical, horizontal]`. */
  readonly strides?: number | readonly [number, number];
  /** Default `"same"`. */
  readonly padding?: Padding;
}

/**
 * Two-dimensional convolution (cross-correlation, as everywhere in the field), without bias.
 *
 *     y[b, i, j, o] = Σ x[b, i·s + u − top, j·s + v − left, c] · k[u, v, c, o]
 *
 * `"same"` pads as TensorFlow does, unevenly with stride 2 on even sizes; PyTorch's padding=1 is `padding: 1`.
 *
 * @param x - float32 `[batch, height, width, channels]`.
 * @param k - float32 `[kernelHeight, kernelWidth, channels, outChannels]`.
 * @returns float32 `[batch, outHeight, outWidth, outChannels]`; differentiable any number of times in both.
 */
export function conv2d(x: Value, k: Value, { strides = 1, padding = "same" }: ConvolutionOptions = {}): Value {
  const both = typeof strides === "number" ? ([strides, strides] as const) : strides;
  const size = [k.shape[0]!, k.shape[1]!] as const;
  if (x.shape.length !== 4 || k.shape.length !== 4 || x.shape[3] !== k.shape[2]) {
    throw new RangeError(
      `conv2d: expected \`x\` [batch, height, width, channels] and \`k\` [height, width, channels, outChannels], got [${x.shape.join(", ")}] and [${k.shape.join(", ")}].`,
    );
  }
  return convolve(x, k, { strides: both, pads: padsOf(padding, x.shape, size, both) });
}

interface Geometry {
  readonly strides: readonly [number, number];
  readonly pads: Pads;
}

const convolve = (x: Value, k: Value, geometry: Geometry): Value => conv2dOp([x, k], geometry)[0];
/** The transpose of `convolve` in x. */
const inputGradient = (u: Value, k: Value, geometry: Geometry, inputShape: readonly number[]): Value =>
  inputGradientOp([u, k], { ...geometry, inputShape })[0];
/** The transpose of `convolve` in k. */
const filterGradient = (x: Value, u: Value, geometry: Geometry, kernelShape: readonly number[]): Value =>
  filterGradientOp([x, u], { ...geometry, kernelShape })[0];

// The three are one trilinear form ⟨u, x ∗ k⟩ with another argument left open: each is made of the others' derivatives.

const conv2dOp = defineOp<[x: Value, k: Value], [y: Value], Geometry>({
  name: "Conv2d",
  forward: ([x, k], { strides, pads }) => [tf.conv2d(padded(x as tf.Tensor4D, pads), k as tf.Tensor4D, [...strides], "valid")],
  vjp: ({ inputs: [x, k], attrs }, [u]) => [
    () => u && inputGradient(u, k, attrs, x.shape),
    () => u && filterGradient(x, u, attrs, k.shape),
  ],
  jvp: ({ inputs: [x, k], attrs }, [s, t]) => [addDerivatives(s && convolve(s, k, attrs), t && convolve(x, t, attrs))],
});

const inputGradientOp = defineOp<[u: Value, k: Value], [dx: Value], Geometry & { readonly inputShape: readonly number[] }>({
  name: "Conv2dInputGradient",
  forward: ([u, k], { strides, pads, inputShape }) => {
    const [top, bottom, left, right] = pads;
    const [batch, height, width, channels] = inputShape as [number, number, number, number];
    const whole: [number, number, number, number] = [batch, height + top + bottom, width + left + right, channels];
    const spread = tf.engine().runKernel("Conv2DBackpropInput", { dy: u, filter: k }, {
      strides: [...strides],
      pad: "valid",
      dataFormat: "NHWC",
      dimRoundingMode: undefined,
      inputShape: whole,
    } as unknown as tf.NamedAttrMap) as tf.Tensor4D;
    return [tf.slice(spread, [0, top, left, 0], [batch, height, width, channels])];
  },
  vjp: ({ inputs: [u, k], attrs }, [w]) => [() => w && convolve(w, k, attrs), () => w && filterGradient(w, u, attrs, k.shape)],
  jvp: ({ inputs: [u, k], attrs }, [s, t]) => [
    addDerivatives(s && inputGradient(s, k, attrs, attrs.inputShape), t && inputGradient(u, t, attrs, attrs.inputShape)),
  ],
});

const filterGradientOp = defineOp<[x: Value, u: Value], [dk: Value], Geometry & { readonly kernelShape: readonly number[] }>({
  name: "Conv2dFilterGradient",
  // One product for each tap: the kernel of TF.js for this is missing on its wasm backend.
  forward: ([x, u], { strides, pads, kernelShape }) => {
    const [height, width, channels, outChannels] = kernelShape as [number, number, number, number];
    const size = [u.shape[1]!, u.shape[2]!] as const;
    const whole = padded(x as tf.Tensor4D, pads);
    const cotangent = tf.reshape(u, [-1, outChannels]);
    const taps = windowsAlong(height, width).map((offset) =>
      tf.matMul(tf.reshape(strided(whole, { offset, strides, size }), [-1, channels]), cotangent, true, false),
    );
    return [tf.reshape(tf.stack(taps), [...kernelShape])];
  },
  vjp: ({ inputs: [x, u], attrs }, [w]) => [() => w && inputGradient(u, w, attrs, x.shape), () => w && convolve(x, w, attrs)],
  jvp: ({ inputs: [x, u], attrs }, [s, t]) => [
    addDerivatives(s && filterGradient(s, u, attrs, attrs.kernelShape), t && filterGradient(x, t, attrs, attrs.kernelShape)),
  ],
});

function padded(x: tf.Tensor4D, [top, bottom, left, right]: Pads): tf.Tensor4D {
  return top + bottom + left + right === 0
    ? x
    : tf.pad(x, [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ]);
}
