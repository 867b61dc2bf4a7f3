import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OpKernels } from "../../op-kernel.js";
import type { Heap } from "../heap.js";
import { made } from "../made.js";

type Pads = readonly [top: number, bottom: number, left: number, right: number];
type Pair = readonly [vertical: number, horizontal: number];

/** Pooling and thinning of NHWC images. */
export function poolingKernels(heap: Heap): OpKernels {
  const { kernels, pointer } = heap;
  return {
    Subsample: ([x], { offset, strides, size }) => {
      const [images, height, width, channels] = imagesOf(x!);
      return made(heap, [images, ...size, channels], (to) =>
        kernels.subsample(pointer(x!), to, images, height, width, channels, ...pair(offset), ...pair(strides), ...pair(size)),
      );
    },
    SubsampleTranspose: ([u], { offset, strides, inputShape }) => {
      const [, rows, columns] = imagesOf(u!);
      return made(heap, inputShape, (to) =>
        kernels.spread(pointer(u!), to, ...(inputShape as Images), ...pair(offset), ...pair(strides), rows, columns),
      );
    },
    AvgPool: ([x], windows) => {
      const { shape, where } = windowsOf(x!, windows);
      return made(heap, shape, (to) => kernels.averagePool(pointer(x!), to, ...where));
    },
    MaxPoolIndex: ([x], windows) => {
      const { shape, where } = windowsOf(x!, windows);
      const positions = heap.make(shape, "int32");
      kernels.largestPositions(pointer(x!), pointer(positions), ...where);
      return positions;
    },
  };
}

type Images = readonly [images: number, height: number, width: number, channels: number];

const imagesOf = ({ shape }: TensorInfo): Images => shape as unknown as Images;
const pair = (values: Pair): Pair => [values[0], values[1]];

interface Windows {
  readonly size: Pair;
  readonly strides: Pair;
  readonly pads: Pads;
}

function windowsOf(x: TensorInfo, { size, strides, pads: [top, bottom, left, right] }: Windows) {
  const [images, height, width, channels] = imagesOf(x);
  const rows = Math.floor((height + top + bottom - size[0]) / strides[0]) + 1;
  const columns = Math.floor((width + left + right - size[1]) / strides[1]) + 1;
  return {
    shape: [images, rows, columns, channels],
    where: [images, height, width, channels, ...size, ...strides, top, left, rows, columns] as const,
  };
}
