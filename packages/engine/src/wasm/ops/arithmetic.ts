import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OpKernel, OpKernels } from "../../op-kernel.js";
import { sameShape, sizeOf } from "../../shapes.js";
import { type Repetition, repetitions } from "../broadcast.js";
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
      const steps = repetitions(x!.shape, shape);
      return steps && made(heap, shape, (to) => repeat(heap, pointer(x!), steps, to));
    },
    SumTo: ([x], { shape }) => {
      const steps = repetitions(shape, x!.shape);
      return steps && made(heap, shape, (to) => sum(heap, pointer(x!), steps, to));
    },
  };
}

function repeat({ kernels, scratch }: Heap, from: number, [first, second]: readonly Repetition[], to: number): void {
  const between = second ? scratch("between", first!.outer * first!.repeats * first!.inner * 4) : to;
  kernels.repeatAlong(from, between, first!.outer, first!.repeats, first!.inner);
  if (second) kernels.repeatAlong(between, to, second.outer, second.repeats, second.inner);
}

/** The transpose of `repeat`. */
function sum({ kernels, scratch }: Heap, from: number, [first, second]: readonly Repetition[], to: number): void {
  const between = second ? scratch("between", second.outer * second.inner * 4) : from;
  if (second) kernels.sumAlong(from, between, second.outer, second.repeats, second.inner);
  kernels.sumAlong(between, to, first!.outer, first!.repeats, first!.inner);
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
function repeated(heap: Heap, x: TensorInfo, shape: readonly number[]): number | null {
  if (sameShape(x.shape, shape)) return heap.pointer(x);
  const steps = repetitions(x.shape, shape);
  if (steps === null) return null;
  const to = heap.scratch("broadcast", sizeOf(shape) * 4);
  repeat(heap, heap.pointer(x), steps, to);
  return to;
}
