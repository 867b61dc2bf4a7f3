import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type Heap, sizeOf } from "../heap.js";
import type { Binary } from "../kernel-module.js";
import { asRows, made, type OpKernel, type OpKernels, sameShape } from "../op-kernel.js";

export function arithmeticKernels(heap: Heap): OpKernels {
  const { kernels, pointer } = heap;
  const binary =
    (kernel: Binary): OpKernel =>
    ([x, y]) =>
      sameShape(x!.shape, y!.shape) ? made(heap, x!.shape, (to) => kernel(pointer(x!), pointer(y!), to, sizeOf(x!.shape))) : null;
  return {
    Add: binary(kernels.add),
    Mul: binary(kernels.multiply),
    Div: binary(kernels.divide),
    AddRelu: binary(kernels.addRelu),
    Axpy: ([x, y], { alpha }) => binary((...where) => kernels.axpy(alpha, ...where))([x!, y!], {}),
    Scale: ([x], { factor }) => made(heap, x!.shape, (to) => kernels.scale(factor, pointer(x!), to, sizeOf(x!.shape))),
    Shift: ([x], { by }) => made(heap, x!.shape, (to) => kernels.shift(by, pointer(x!), to, sizeOf(x!.shape))),
    OnesLike: ([x]) => made(heap, x!.shape, (to) => kernels.fill(to, 1, sizeOf(x!.shape))),
    BroadcastTo: ([x], { shape }) => broadcastTo(heap, x!, shape),
    SumTo: ([x], { shape }) => sumTo(heap, x!, shape),
  };
}

/** A number to any shape, or a vector along the last axis. */
function broadcastTo(heap: Heap, x: TensorInfo, shape: readonly number[]): TensorInfo | null {
  const { kernels, pointer } = heap;
  const columns = shape.at(-1);
  if (sizeOf(x.shape) === 1) return made(heap, shape, (to) => kernels.repeatRow(pointer(x), to, sizeOf(shape), 1));
  if (x.shape.length !== 1 || x.shape[0] !== columns) return null;
  return made(heap, shape, (to) => kernels.repeatRow(pointer(x), to, sizeOf(shape) / columns!, columns!));
}

/** To a number, or to a vector along the last axis. */
function sumTo(heap: Heap, x: TensorInfo, shape: readonly number[]): TensorInfo | null {
  const { kernels, pointer } = heap;
  if (shape.length === 0) return made(heap, [], (to) => kernels.total(pointer(x), to, sizeOf(x.shape)));
  if (shape.length !== 1 || shape[0] !== x.shape.at(-1)) return null;
  return made(heap, shape, (to) => kernels.columnSums(pointer(x), to, ...asRows(x)));
}
