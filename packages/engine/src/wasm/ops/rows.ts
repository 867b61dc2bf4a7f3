import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OpKernels } from "../../op-kernel.js";
import { asRows, sameShape, sizeOf } from "../../shapes.js";
import type { Heap } from "../heap.js";
import { made } from "../made.js";

/** Ops on rows, the slices of the first axis. */
export function rowKernels(heap: Heap): OpKernels {
  const { kernels, pointer } = heap;
  return {
    RowDot: ([a, b]) =>
      sameShape(a!.shape, b!.shape)
        ? made(heap, a!.shape.slice(0, -1), (to) => kernels.rowDots(pointer(a!), pointer(b!), to, ...asRows(a!)))
        : null,
    ScaleRows: ([x, s]) => made(heap, x!.shape, (to) => kernels.scaleRows(pointer(x!), pointer(s!), to, ...asRows(x!))),
  };
}

/** Ops whose second input holds int32 row numbers. */
export function indexedRowKernels(heap: Heap): OpKernels {
  const { kernels, pointer } = heap;
  return {
    GatherRows: ([x, indices]) => {
      const [numRows, count] = [x!.shape[0]!, sizeOf(indices!.shape)];
      return made(heap, [count, ...x!.shape.slice(1)], (to) =>
        checkIndices("GatherRows", numRows, kernels.gatherRows(pointer(x!), pointer(indices!), to, count, numRows, rowSize(x!))),
      );
    },
    ScatterAddRows: ([x, indices], { numRows }) => {
      const count = sizeOf(indices!.shape);
      return made(heap, [numRows, ...x!.shape.slice(1)], (to) =>
        checkIndices("ScatterAddRows", numRows, kernels.scatterAddRows(pointer(x!), pointer(indices!), to, count, numRows, rowSize(x!))),
      );
    },
  };
}

const rowSize = ({ shape }: TensorInfo): number => sizeOf(shape.slice(1));

function checkIndices(op: string, numRows: number, firstBad: number): void {
  if (firstBad < 0) return;
  throw new RangeError(
    `${op}: expected row numbers in [0, ${numRows}), got another at place ${firstBad}. Check the positions given to it.`,
  );
}
