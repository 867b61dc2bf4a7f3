import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OpKernel, OpKernels } from "../../op-kernel.js";
import { sameShape, sizeOf } from "../../shapes.js";
import { repetition } from "../broadcast.js";
import type { Heap } from "../heap.js";
import type { Binary } from "../kernel-module.js";
import { made } from "../made.js";

export function arithmeticKernels(heap: Heap): OpKernels {
  const { kernels, pointer } = heap;
  return {
    Add: binary(heap, kernels.add),
    Mul: binary(heap, kernels.multiply),
    Div: binary(heap, kernels.divide),
    AddRelu: binary(heap, kernels.addRelu),
    Axpy: ([x, y], { alpha }) => binary(heap, (...where) => kernels.axpy(alpha, ...where))([x!, y!], {}),
    Scale: ([x], { factor }) => made(heap, x!.shape, (to) => kernels.scale(factor, pointer(x!), to, sizeOf(x!.shape))),
    Shift: ([x], { by }) => made(heap, x!.shape, (to) => kernels.shift(by, pointer(x!), to, sizeOf(x!.shape))),
    OnesLike: ([x]) => made(heap, x!.shape, (to) => kernels.fill(to, 1, sizeOf(x!.shape))),
    BroadcastTo: ([x], { shape }) => {
      const how = repetition(x!, shape);
      return how && made(heap, shape, (to) => kernels.repeatAlong(pointer(x!), to, how.outer, how.repeats, how.inner));
    },
    SumTo: ([x], { shape }) => {
      const how = repetition({ shape }, x!.shape);
      return how && made(heap, shape, (to) => kernels.sumAlong(pointer(x!), to, how.outer, how.repeats, how.inner));
    },
  };
}

/** Of equal shapes, or where one broadcasts to the other. */
function binary(heap: Heap, kernel: Binary): OpKernel {
  const { pointer } = heap;
  return ([x, y]) => {
    if (sameShape(x!.shape, y!.shape)) return made(heap, x!.shape, (to) => kernel(pointer(x!), pointer(y!), to, sizeOf(x!.shape)));
    const shape = sizeOf(x!.shape) >= sizeOf(y!.shape) ? x!.shape : y!.shape;
    const [left, right] = [repeated(heap, x!, shape), repeated(heap, y!, shape)];
    return left === null || right === null ? null : made(heap, shape, (to) => kernel(left, right, to, sizeOf(shape)));
  };
}

/** Where the numbers of `x` in the given shape stand: its own, or scratch. */
function repeated({ kernels, pointer, scratch }: Heap, x: TensorInfo, shape: readonly number[]): number | null {
  const how = repetition(x, shape);
  if (how === null || how.repeats === 1) return how && pointer(x);
  const to = scratch("broadcast", sizeOf(shape) * 4);
  kernels.repeatAlong(pointer(x), to, how.outer, how.repeats, how.inner);
  return to;
}
