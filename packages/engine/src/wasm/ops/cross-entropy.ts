import type { OpKernels } from "../../op-kernel.js";
import { asRows, sameShape } from "../../shapes.js";
import type { Heap } from "../heap.js";
import { made } from "../made.js";

/** Ops on logits `[batch, numClasses]`. */
export function crossEntropyKernels(heap: Heap): OpKernels {
  const { kernels, pointer } = heap;
  return {
    Softmax: ([z]) => made(heap, z!.shape, (to) => kernels.softmax(pointer(z!), to, ...asRows(z!))),
    LogSoftmax: ([z]) => made(heap, z!.shape, (to) => kernels.logSoftmax(pointer(z!), to, ...asRows(z!))),
    LogSumExp: ([z]) => made(heap, z!.shape.slice(0, -1), (to) => kernels.logSumExp(pointer(z!), to, ...asRows(z!))),
    CrossEntropy: ([z, t]) =>
      sameShape(z!.shape, t!.shape)
        ? made(heap, z!.shape.slice(0, -1), (to) => kernels.crossEntropy(pointer(z!), pointer(t!), to, ...asRows(z!)))
        : null,
    CrossEntropyGradient: ([z, t, u]) =>
      sameShape(z!.shape, t!.shape)
        ? made(heap, z!.shape, (to) => kernels.crossEntropyGradient(pointer(z!), pointer(t!), pointer(u!), to, ...asRows(z!)))
        : null,
    CrossEntropyTangent: ([z, t, dz]) =>
      sameShape(z!.shape, t!.shape)
        ? made(heap, z!.shape.slice(0, -1), (to) => kernels.crossEntropyTangent(pointer(z!), pointer(t!), pointer(dz!), to, ...asRows(z!)))
        : null,
  };
}
