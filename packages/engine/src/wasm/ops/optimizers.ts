import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OpKernels } from "../../op-kernel.js";
import { sizeOf } from "../../shapes.js";
import type { Heap } from "../heap.js";

/** The optimizers' rules. Updates in place overwrite their first input and the optimizer's state, and return nothing. */
export function optimizerKernels({ kernels, make, pointer, written }: Heap): OpKernels {
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
    AdamInPlace: (inputs, attrs) => {
      const [theta, g, m, v] = inputs.map(pointer) as [number, number, number, number];
      kernels.adam(theta, g, m, v, theta, m, v, sizeOf(inputs[0]!.shape), ...adamSettings(attrs));
      return allWritten(inputs[0]!, inputs[2]!, inputs[3]!);
    },
    AdamUpdate: (inputs, attrs) => {
      const [theta, g, m, v] = inputs.map(pointer) as [number, number, number, number];
      const next = [0, 2, 3].map((i) => make(inputs[i]!.shape));
      const [nextTheta, nextM, nextV] = next.map(pointer) as [number, number, number];
      kernels.adam(theta, g, m, v, nextTheta, nextM, nextV, sizeOf(inputs[0]!.shape), ...adamSettings(attrs));
      return next;
    },
    AdamPullback: (inputs, { stepSize, beta1, beta2, epsilon, varianceScale, weightDecay = 0 }) => {
      const [theta, g, m, v, u] = inputs.map(pointer) as [number, number, number, number, number];
      const pulled = make(inputs[0]!.shape);
      const settings = [stepSize, beta2, 1 - beta2, epsilon, varianceScale, weightDecay] as const;
      const factors = [(1 - beta2) * beta1, (1 - beta1) * beta2, (1 - beta1) * epsilon] as const;
      kernels.adamPullback(theta, g, m, v, u, pointer(pulled), sizeOf(inputs[0]!.shape), ...settings, ...factors);
      return pulled;
    },
  };
}

interface AdamAttributes {
  readonly stepSize: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly varianceScale: number;
  readonly weightDecay?: number;
  readonly shrinkage?: number;
}

function adamSettings({ stepSize, beta1, beta2, epsilon, varianceScale, weightDecay = 0, shrinkage = 1 }: AdamAttributes) {
  return [stepSize, beta1, 1 - beta1, beta2, 1 - beta2, epsilon, varianceScale, weightDecay, shrinkage] as const;
}
