import type { OpKernel, OpKernels } from "../../op-kernel.js";
import { sameShape, sizeOf } from "../../shapes.js";
import type { Heap } from "../heap.js";
import type { Unary } from "../kernel-module.js";
import { made } from "../made.js";

/** Functions of single numbers. */
export function functionKernels(heap: Heap): OpKernels {
  const { kernels, pointer } = heap;
  const unary =
    (kernel: Unary): OpKernel =>
    ([x]) =>
      made(heap, x!.shape, (to) => kernel(pointer(x!), to, sizeOf(x!.shape)));
  return {
    Relu: unary(kernels.relu),
    Exp: unary(kernels.exp),
    Log: unary(kernels.log),
    Sqrt: unary(kernels.sqrt),
    Reciprocal: unary(kernels.reciprocal),
    ReciprocalOrZero: unary(kernels.reciprocalOrZero),
    Softplus: unary(kernels.softplus),
    Sigmoid: unary(kernels.sigmoid),
    Tanh: unary(kernels.tanh),
    Step: unary(kernels.step),
    Expm1: unary(kernels.expm1),
    Elu: unary(kernels.elu),
    Erf: unary(kernels.erf),
    Gelu: unary(kernels.gelu),
    PositiveShares: ([x]) => {
      const size = sizeOf(x!.shape);
      return made(heap, x!.shape, (to) => {
        const [total, factors] = [heap.scratch("sums", 4), heap.scratch("between", 4 * size)];
        kernels.relu(pointer(x!), to, size);
        kernels.sumAlong(to, total, 1, size, 1);
        kernels.reciprocalOrZero(total, total, 1);
        kernels.scale(size, total, total, 1);
        kernels.repeatAlong(total, factors, 1, size, 1);
        kernels.multiply(to, factors, to, size);
      });
    },
    LeakyRelu: ([x], { alpha }) => made(heap, x!.shape, (to) => kernels.leakyRelu(alpha, pointer(x!), to, sizeOf(x!.shape))),
    ReluGradient: ([u, y]) =>
      sameShape(u!.shape, y!.shape)
        ? made(heap, y!.shape, (to) => kernels.reluGradient(pointer(u!), pointer(y!), to, sizeOf(y!.shape)))
        : null,
  };
}
