import type { OpKernels } from "../../op-kernel.js";
import type { Attribute } from "../binding.js";
import type { TensorFlow } from "../tensorflow.js";

interface Geometry {
  readonly strides: readonly [number, number];
  readonly pads: readonly [top: number, bottom: number, left: number, right: number];
}

/** Two-dimensional convolution and its two gradients; on CPU they are oneDNN's. Padding that crops is left to the reference. */
export function convolutionKernels({ one, tensor, handle, integers, attribute }: TensorFlow): OpKernels {
  const attributes = ({ strides: [y, x], pads: [top, bottom, left, right] }: Geometry): Attribute[] => {
    const isPadded = top + bottom + left + right > 0;
    return [
      attribute.float(),
      attribute.integers("strides", [1, y, x, 1]),
      attribute.text("padding", isPadded ? "EXPLICIT" : "VALID"),
      ...(isPadded ? [attribute.integers("explicit_paddings", [0, 0, top, bottom, left, right, 0, 0])] : []),
      attribute.text("data_format", "NHWC"),
      attribute.integers("dilations", [1, 1, 1, 1]),
      attribute.bool("use_cudnn_on_gpu", true),
    ];
  };
  const crops = ({ pads }: Geometry): boolean => pads.some((pad) => pad < 0);
  return {
    Conv2d: ([x, filter], geometry) => (crops(geometry) ? null : tensor(one("Conv2D", attributes(geometry), [handle(x!), handle(filter!)]))),
    Conv2dInputGradient: ([u, filter], { inputShape, ...geometry }) =>
      crops(geometry) ? null : tensor(one("Conv2DBackpropInput", attributes(geometry), [integers(inputShape), handle(filter!), handle(u!)])),
    Conv2dFilterGradient: ([x, u], { kernelShape, ...geometry }) =>
      crops(geometry) ? null : tensor(one("Conv2DBackpropFilter", attributes(geometry), [handle(x!), integers(kernelShape), handle(u!)])),
  };
}
