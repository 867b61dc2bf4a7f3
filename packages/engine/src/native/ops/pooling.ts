import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OpKernels } from "../../op-kernel.js";
import type { Attribute } from "../binding.js";
import type { TensorFlow } from "../tensorflow.js";

type Pair = readonly [vertical: number, horizontal: number];

interface Lattice {
  readonly offset: Pair;
  readonly strides: Pair;
  readonly size: Pair;
}

interface Windows {
  readonly size: Pair;
  readonly strides: Pair;
  readonly pads: readonly number[];
}

/** Pooling and thinning of NHWC images; padded pooling is left to the reference. */
export function poolingKernels({ one, many, release, tensor, handle, integers, attribute }: TensorFlow): OpKernels {
  const thinning = [attribute.float(), attribute.int32("Index")];
  const isPadded = ({ pads }: Windows): boolean => pads.some((pad) => pad !== 0);
  const windowed = ({ size, strides }: Windows): Attribute[] => [
    attribute.float(),
    attribute.integers("ksize", [1, ...size, 1]),
    attribute.integers("strides", [1, ...strides, 1]),
    attribute.text("padding", "VALID"),
  ];
  return {
    Subsample: ([x], lattice) => tensor(one("StridedSlice", thinning, [handle(x!), ...along(x!.shape, lattice).map(integers)])),
    SubsampleTranspose: ([u], { inputShape, ...lattice }) => {
      const bounds = along(inputShape, { ...lattice, size: u!.shape.slice(1, 3) as unknown as Pair });
      return tensor(one("StridedSliceGrad", thinning, [integers(inputShape), ...bounds.map(integers), handle(u!)]));
    },
    AvgPool: ([x], windows) =>
      isPadded(windows) ? null : tensor(one("AvgPool", [...windowed(windows), attribute.text("data_format", "NHWC")], [handle(x!)])),
    MaxPoolIndex: ([x], windows) => (isPadded(windows) ? null : largest(x!, windows)),
  };

  function largest(x: TensorInfo, windows: Windows): TensorInfo {
    const attributes = [...windowed(windows), attribute.int32("Targmax"), attribute.bool("include_batch_in_index", true)];
    const [values, positions] = many("MaxPoolWithArgmax", attributes, [handle(x)], 2);
    release(values!);
    return tensor(positions!);
  }
}

/** Begin, end and strides of a slice. */
function along([batch, , , channels]: readonly number[], { offset, strides, size }: Lattice): [number[], number[], number[]] {
  const end = ([0, 1] as const).map((axis) => offset[axis] + (size[axis] - 1) * strides[axis] + 1);
  return [
    [0, ...offset, 0],
    [batch!, ...end, channels!],
    [1, ...strides, 1],
  ];
}
