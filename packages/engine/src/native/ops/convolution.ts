import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OpKernels } from "../../op-kernel.js";
import { sameShape } from "../../shapes.js";
import type { Attribute, Output } from "../binding.js";
import type { Handle, TensorFlow } from "../tensorflow.js";
import { padded } from "./axes.js";

type Pads = readonly [top: number, bottom: number, left: number, right: number];

interface Geometry {
  readonly strides: readonly [number, number];
  readonly pads: Pads;
}

/** Two-dimensional convolution and its two gradients; on CPU they are oneDNN's. Padding that crops is left to the reference. */
export function convolutionKernels(tensorflow: TensorFlow): OpKernels {
  const { consume, tensor, handle, integers, attribute } = tensorflow;

  const convolution = (name: string, padding: "SAME" | "VALID", [y, x]: Geometry["strides"], inputs: readonly Handle[]): Output =>
    tensorflow.one(name, attributes(padding, y, x), inputs);
  const attributes = (padding: string, strideY: number, strideX: number): Attribute[] => [
    attribute.float(),
    attribute.integers("strides", [1, strideY, strideX, 1]),
    attribute.text("padding", padding),
    attribute.text("data_format", "NHWC"),
    attribute.integers("dilations", [1, 1, 1, 1]),
    attribute.bool("use_cudnn_on_gpu", true),
  ];

  /** Runs `make` on x between zeros. */
  const onPadded = (x: TensorInfo, [top, bottom, left, right]: Pads, make: (x: Handle) => Output): Output => {
    const table = [0, 0, top, bottom, left, right, 0, 0];
    return consume([padded(tensorflow, handle(x), table)], make);
  };

  return {
    Conv2d: ([x, filter], geometry) => {
      const { strides, pads } = geometry;
      if (crops(pads)) return null;
      const padding = named(geometry, x!.shape, filter!.shape);
      const run = (image: Handle, how: "SAME" | "VALID") => convolution("Conv2D", how, strides, [image, handle(filter!)]);
      return tensor(padding ? run(handle(x!), padding) : onPadded(x!, pads, (image) => run(image, "VALID")));
    },
    Conv2dInputGradient: ([u, filter], { inputShape, ...geometry }) => {
      const { strides, pads } = geometry as Geometry;
      if (crops(pads)) return null;
      const padding = named(geometry as Geometry, inputShape, filter!.shape);
      const run = (shape: readonly number[], how: "SAME" | "VALID") =>
        convolution("Conv2DBackpropInput", how, strides, [integers(shape), handle(filter!), handle(u!)]);
      if (padding) return tensor(run(inputShape, padding));
      const begin = integers([0, pads[0], pads[2], 0]);
      const slicing = [attribute.float(), attribute.int32("Index")];
      return tensor(
        consume([run(withPads(inputShape, pads), "VALID")], (id) => tensorflow.one("Slice", slicing, [id, begin, integers(inputShape)])),
      );
    },
    Conv2dFilterGradient: ([x, u], { kernelShape, ...geometry }) => {
      const { strides, pads } = geometry as Geometry;
      if (crops(pads)) return null;
      const padding = named(geometry as Geometry, x!.shape, kernelShape);
      const run = (image: Handle, how: "SAME" | "VALID") =>
        convolution("Conv2DBackpropFilter", how, strides, [image, integers(kernelShape), handle(u!)]);
      return tensor(padding ? run(handle(x!), padding) : onPadded(x!, pads, (image) => run(image, "VALID")));
    },
  };
}

const crops = (pads: Pads): boolean => pads.some((pad) => pad < 0);

function withPads([batch, height, width, channels]: readonly number[], [top, bottom, left, right]: Pads): number[] {
  return [batch!, top + height! + bottom, left + width! + right, channels!];
}

/** TensorFlow's name of the padding, if it has one: with explicit padding the gradients take four times as long. */
function named({ strides, pads }: Geometry, shape: readonly number[], filter: readonly number[]): "SAME" | "VALID" | null {
  if (pads.every((pad) => pad === 0)) return "VALID";
  const same = ([0, 1] as const).flatMap((axis) => {
    const length = shape[axis + 1]!;
    const missing = Math.max((Math.ceil(length / strides[axis]) - 1) * strides[axis] + filter[axis]! - length, 0);
    return [Math.floor(missing / 2), Math.ceil(missing / 2)];
  });
  return sameShape(same, pads) ? "SAME" : null;
}
