import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OpKernels } from "../../op-kernel.js";
import { sizeOf } from "../../shapes.js";
import type { Heap } from "../heap.js";

/**
 * The optimizers' rules. Updates in place overwrite their first input and the optimizer's state, and return nothing. What changes from
 * update to update is an input: the third.
 */
export function optimizerKernels({ kernels, make, pointer, written }: Heap): OpKernels {
  const allWritten = (...tensors: TensorInfo[]): TensorInfo[] => {
    for (const tensor of tensors) written(tensor);
    return [];
  };
  return {
    SgdInPlace: ([theta, g, rate, m], { momentum = 0, nesterov = false, weightDecay = 0 }) => {
      const velocity = m ? pointer(m) : 0;
      kernels.sgd(pointer(theta!), pointer(g!), velocity, sizeOf(theta!.shape), pointer(rate!), momentum, +nesterov, weightDecay);
      return m ? allWritten(theta!, m) : allWritten(theta!);
    },
    AdamInPlace: (inputs, attrs) => {
      const [theta, g, rates, m, v] = inputs.map(pointer) as [number, number, number, number, number];
      kernels.adam(theta, g, m, v, theta, m, v, sizeOf(inputs[0]!.shape), rates, ...adamSettings(attrs));
      return allWritten(inputs[0]!, inputs[3]!, inputs[4]!);
    },
    AdamUpdate: (inputs, attrs) => {
      const [theta, g, rates, m, v] = inputs.map(pointer) as [number, number, number, number, number];
      const next = [0, 3, 4].map((i) => make(inputs[i]!.shape));
      const [nextTheta, nextM, nextV] = next.map(pointer) as [number, number, number];
      kernels.adam(theta, g, m, v, nextTheta, nextM, nextV, sizeOf(inputs[0]!.shape), rates, ...adamSettings(attrs));
      return next;
    },
    AdamPullback: (inputs, { beta1, beta2, epsilon, weightDecay = 0 }) => {
      const [theta, g, rates, m, v, u] = inputs.map(pointer) as [number, number, number, number, number, number];
      const pulled = make(inputs[0]!.shape);
      const settings = [beta2, 1 - beta2, epsilon, weightDecay] as const;
      const factors = [(1 - beta2) * beta1, (1 - beta1) * beta2, (1 - beta1) * epsilon] as const;
      kernels.adamPullback(theta, g, m, v, u, pointer(pulled), sizeOf(inputs[0]!.shape), rates, ...settings, ...factors);
      return pulled;
    },
  };
}

interface AdamAttributes {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay?: number;
}

function adamSettings({ beta1, beta2, epsilon, weightDecay = 0 }: AdamAttributes) {
  return [beta1, 1 - beta1, beta2, 1 - beta2, epsilon, weightDecay] as const;
}
