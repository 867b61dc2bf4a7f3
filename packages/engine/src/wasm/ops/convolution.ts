import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OpKernels } from "../../op-kernel.js";
import { sizeOf } from "../../shapes.js";
import { panelBytes } from "../gemm.js";
import type { Heap } from "../heap.js";
import { made } from "../made.js";

type Pads = readonly [top: number, bottom: number, left: number, right: number];
type Pair = readonly [vertical: number, horizontal: number];

/** Two-dimensional convolution of NHWC images with HWIO filters, and its two gradients. Padding that crops is left to the reference. */
export function convolutionKernels(heap: Heap): OpKernels {
  return {
    Conv2d: ([x, filter], { strides, pads }) => (crops(pads) ? null : convolve(heap, x!, filter!, strides, pads)),
    Conv2dInputGradient: ([u, filter], { strides, pads, inputShape }) =>
      crops(pads) ? null : inputGradient(heap, u!, filter!, strides, pads, inputShape),
    Conv2dFilterGradient: ([x, u], { strides, pads, kernelShape }) =>
      crops(pads) ? null : filterGradient(heap, x!, u!, strides, pads, kernelShape),
  };
}

const crops = (pads: Pads): boolean => pads.some((pad) => pad < 0);

function convolve(heap: Heap, x: TensorInfo, filter: TensorInfo, [strideY, strideX]: Pair, [top, bottom, left, right]: Pads): TensorInfo {
  const [images, height, width, channels] = x.shape as [number, number, number, number];
  const [kernelHeight, kernelWidth, , filters] = filter.shape as [number, number, number, number];
  const [paddedHeight, paddedWidth] = [top + height + bottom, left + width + right];
  const rows = Math.floor((paddedHeight - kernelHeight) / strideY) + 1;
  const columns = Math.floor((paddedWidth - kernelWidth) / strideX) + 1;
  const [pixel, row] = [channels * 4, paddedWidth * channels * 4];
  return made(heap, [images, rows, columns, filters], (to) =>
    correlate(heap, {
      images: heap.pointer(x),
      shape: [images, height, width, channels],
      paddedHeight,
      paddedWidth,
      top,
      left,
      filters: heap.pointer(filter),
      kernelHeight,
      kernelWidth,
      numFilters: filters,
      rows,
      columns,
      from: [0, strideY * row, strideX * pixel],
      onto: [0, columns * filters * 4, filters * 4],
      output: to,
      outputBytes: rows * columns * filters * 4,
    }),
  );
}

interface Correlation {
  readonly images: number;
  readonly shape: readonly [images: number, height: number, width: number, channels: number];
  readonly paddedHeight: number;
  readonly paddedWidth: number;
  readonly top: number;
  readonly left: number;
  /** `[kernelHeight, kernelWidth, channels, numFilters]`. */
  readonly filters: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly numFilters: number;
  /** The places where the filters are laid, a grid. */
  readonly rows: number;
  readonly columns: number;
  /** Bytes into the padded image: of the first place, from row to row, from column to column. */
  readonly from: readonly [number, number, number];
  /** The same into the output. */
  readonly onto: readonly [number, number, number];
  readonly output: number;
  readonly outputBytes: number;
}

function correlate({ kernels, scratch }: Heap, at: Correlation): void {
  const { kernelHeight, kernelWidth, numFilters, paddedHeight, paddedWidth } = at;
  const channels = at.shape[3];
  const depth = kernelHeight * kernelWidth * channels;
  const panels = scratch("right", panelBytes(numFilters, depth));
  const padded = scratch("padded", paddedHeight * paddedWidth * channels * 4 + 16);
  const places = scratch("places", at.rows * at.columns * 8);
  kernels.packPanels(at.filters, numFilters * 4, 4, depth, numFilters, panels);
  kernels.layOut(places, at.rows, at.columns, ...at.from, ...at.onto);
  kernels.correlate(
    at.images,
    ...at.shape,
    padded,
    paddedHeight,
    paddedWidth,
    at.top,
    at.left,
    panels,
    kernelHeight,
    kernelWidth,
    numFilters,
    places,
    at.rows * at.columns,
    at.output,
    at.outputBytes,
  );
}

/**
 * With stride s, the places i ≡ r (mod s) of the input see only the taps k ≡ r: each remainder is a correlation of its own,
 * of the gradient with those taps in reverse, and together they cost what the forward pass costs.
 */
function inputGradient(
  heap: Heap,
  u: TensorInfo,
  filter: TensorInfo,
  strides: Pair,
  pads: Pads,
  inputShape: readonly number[],
): TensorInfo {
  const [images, rows, columns, filters] = u.shape as [number, number, number, number];
  const [, height, width, channels] = inputShape as [number, number, number, number];
  const [kernelHeight, kernelWidth] = filter.shape as [number, number];
  const vertical = remainders(height, kernelHeight, strides[0], pads[0], rows);
  const horizontal = remainders(width, kernelWidth, strides[1], pads[2], columns);
  const [paddedHeight, paddedWidth] = [vertical.padded, horizontal.padded];
  const [pixel, row] = [filters * 4, paddedWidth * filters * 4];
  return made(heap, inputShape, (to) => {
    if (!(vertical.isComplete && horizontal.isComplete)) heap.kernels.fill(to, 0, sizeOf(inputShape));
    for (const y of vertical.phases) {
      for (const x of horizontal.phases) {
        const turned = heap.scratch("turned", y.taps * x.taps * channels * filters * 4);
        heap.kernels.turnFilter(
          heap.pointer(filter),
          kernelWidth,
          channels,
          filters,
          y.remainder,
          strides[0],
          y.taps,
          x.remainder,
          strides[1],
          x.taps,
          turned,
        );
        correlate(heap, {
          images: heap.pointer(u),
          shape: [images, rows, columns, filters],
          paddedHeight,
          paddedWidth,
          top: vertical.before,
          left: horizontal.before,
          filters: turned,
          kernelHeight: y.taps,
          kernelWidth: x.taps,
          numFilters: channels,
          rows: y.count,
          columns: x.count,
          from: [y.from * row + x.from * pixel, row, pixel],
          onto: [(y.first * width + x.first) * channels * 4, strides[0] * width * channels * 4, strides[1] * channels * 4],
          output: to,
          outputBytes: height * width * channels * 4,
        });
      }
    }
  });
}

interface Remainders {
  /** Zeros before the gradient, and its length with those after it. */
  readonly before: number;
  readonly padded: number;
  /** Whether every place of the input belongs to a phase: without a tap its gradient is zero. */
  readonly isComplete: boolean;
  readonly phases: readonly {
    readonly remainder: number;
    /** Taps k = remainder + stride·j of the kernel. */
    readonly taps: number;
    /** The first input place, and how many there are, `stride` apart. */
    readonly first: number;
    readonly count: number;
    /** Where in the padded gradient the first one begins to read. */
    readonly from: number;
  }[];
}

/** One axis of the input's gradient: place i reads outputs o with i + pad = o·stride + k. */
function remainders(length: number, kernel: number, stride: number, pad: number, outputs: number): Remainders {
  const before = Math.ceil(kernel / stride) - 1;
  const phases = Array.from({ length: Math.min(stride, kernel) }, (_, remainder) => {
    const taps = Math.ceil((kernel - remainder) / stride);
    const first = (((remainder - pad) % stride) + stride) % stride;
    const count = Math.max(0, Math.ceil((length - first) / stride));
    return { remainder, taps, first, count, from: Math.floor((first + pad) / stride) - (taps - 1) + before };
  }).filter(({ count }) => count > 0);
  const reach = Math.max(...phases.map(({ from, count, taps }) => from + count - 1 + taps));
  return { before, padded: Math.max(before + outputs, reach), isComplete: kernel >= stride, phases };
}

function filterGradient(
  heap: Heap,
  x: TensorInfo,
  u: TensorInfo,
  [strideY, strideX]: Pair,
  [top, bottom, left, right]: Pads,
  kernelShape: readonly number[],
): TensorInfo {
  const [images, height, width, channels] = x.shape as [number, number, number, number];
  const [, rows, columns, filters] = u.shape as [number, number, number, number];
  const [kernelHeight, kernelWidth] = kernelShape as [number, number];
  const [paddedHeight, paddedWidth] = [top + height + bottom, left + width + right];
  const padded = heap.scratch("padded", paddedHeight * paddedWidth * channels * 4 + 16);
  const wide = filters % 8 === 0 ? 0 : heap.scratch("right", panelBytes(filters, rows * columns));
  return made(heap, kernelShape, (to) =>
    heap.kernels.filterGradient(
      heap.pointer(x),
      images,
      height,
      width,
      channels,
      padded,
      paddedHeight,
      paddedWidth,
      top,
      left,
      heap.pointer(u),
      rows,
      columns,
      filters,
      wide,
      kernelHeight,
      kernelWidth,
      strideY,
      strideX,
      to,
    ),
  );
}
