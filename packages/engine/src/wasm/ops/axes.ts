import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OpKernels } from "../../op-kernel.js";
import { sizeOf } from "../../shapes.js";
import type { Heap } from "../heap.js";
import { made } from "../made.js";

/** Ops that take apart or put together along one axis. */
export function axisKernels(heap: Heap): OpKernels {
  const { kernels, pointer } = heap;
  return {
    Concat: ([a, b], { axis }) => {
      const [left, right] = [around(a!, axis), around(b!, axis)];
      const width = left.width + right.width;
      return made(heap, resized(a!, axis, a!.shape[axis]! + b!.shape[axis]!), (to) => {
        kernels.copyRows(pointer(a!), left.width, to, width, left.count, left.width);
        kernels.copyRows(pointer(b!), right.width, to + left.width * 4, width, left.count, right.width);
      });
    },
    Slice: ([x], { axis, start, count }) => {
      const rows = around(x!, axis);
      const width = count * rows.inner;
      return made(heap, resized(x!, axis, count), (to) =>
        kernels.copyRows(pointer(x!) + start * rows.inner * 4, rows.width, to, width, rows.count, width),
      );
    },
    Pad: ([x], { axis, before, after }) => {
      const rows = around(x!, axis);
      const shape = resized(x!, axis, before + x!.shape[axis]! + after);
      return made(heap, shape, (to) => {
        kernels.fill(to, 0, sizeOf(shape));
        kernels.copyRows(pointer(x!), rows.width, to + before * rows.inner * 4, shape[axis]! * rows.inner, rows.count, rows.width);
      });
    },
  };
}

/** A tensor as rows that each hold one run along `axis`; `inner` numbers stand at each place of it. */
function around({ shape }: TensorInfo, axis: number): { readonly count: number; readonly width: number; readonly inner: number } {
  const inner = sizeOf(shape.slice(axis + 1));
  return { count: sizeOf(shape.slice(0, axis)), width: shape[axis]! * inner, inner };
}

function resized({ shape }: TensorInfo, axis: number, length: number): number[] {
  return shape.map((present, i) => (i === axis ? length : present));
}
