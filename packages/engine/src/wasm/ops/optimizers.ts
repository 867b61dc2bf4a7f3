import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OpKernels } from "../../op-kernel.js";
import { sizeOf } from "../../shapes.js";
import type { Heap } from "../heap.js";

/** Updates in place: they overwrite their first input and the optimizer's state, and return nothing. */
export function optimizerKernels({ kernels, pointer, written }: Heap): OpKernels {
  const allWritten = (...tensors: TensorInfo[]): TensorInfo[] => {
    for (const tensor of tensors) written(tensor);
    return [];
  };
  return {
    SgdInPlace: ([theta, g, m], { learningRate, momentum = 0, nesterov = false, weightDecay = 0 }) => {
      const velocity = m ? pointer(m) : 0;
      kernels.sgd(pointer(theta!), pointer(g!), velocity, sizeOf(theta!.shape), learningRate, momentum, +nesterov, weightDecay);
      return m ? allWritten(theta!, m) : allWritten(theta!);
    },
    AdamInPlace: ([theta, g, m, v], { stepSize, beta1, beta2, epsilon, varianceScale, weightDecay = 0, shrinkage = 1 }) => {
      const moments = [beta1, 1 - beta1, beta2, 1 - beta2] as const;
      const where = [pointer(theta!), pointer(g!), pointer(m!), pointer(v!), sizeOf(theta!.shape)] as const;
      kernels.adam(...where, stepSize, ...moments, epsilon, varianceScale, weightDecay, shrinkage);
      return allWritten(theta!, m!, v!);
    },
  };
}
