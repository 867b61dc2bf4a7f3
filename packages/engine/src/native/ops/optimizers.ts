import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OpKernels } from "../../op-kernel.js";
import type { Output } from "../binding.js";
import type { Handle, TensorFlow } from "../tensorflow.js";

/** Updates in place: the new numbers take the place of the old ones behind the same tensor, without a tensor of TF.js' between. */
export function optimizerKernels(tensorflow: TensorFlow): OpKernels {
  const { one, consume, release, replace, handle, number, attribute } = tensorflow;
  const T = [attribute.float()];
  const op = (name: string, ...inputs: Handle[]): Output => one(name, T, inputs);
  const axpy = (alpha: number, x: Handle, y: Handle): Output => consume([op("Mul", x, number(alpha))], (scaled) => op("AddV2", y, scaled));
  const decayed = (weightDecay: number, theta: TensorInfo, g: TensorInfo): Output =>
    weightDecay === 0 ? op("Identity", handle(g)) : axpy(weightDecay, handle(theta), handle(g));
  return {
    SgdInPlace: ([theta, g, m], { learningRate, momentum = 0, nesterov = false, weightDecay = 0 }) => {
      const gradient = decayed(weightDecay, theta!, g!);
      if (!m) replace(theta!, axpy(-learningRate, gradient.id, handle(theta!)));
      else {
        const velocity = axpy(momentum, handle(m), gradient.id);
        const direction = nesterov ? axpy(momentum, velocity.id, gradient.id) : op("Identity", velocity.id);
        replace(theta!, consume([direction], (id) => axpy(-learningRate, id, handle(theta!))));
        replace(m, velocity);
      }
      release(gradient);
      return [];
    },
    AdamInPlace: ([theta, g, m, v], { stepSize, beta1, beta2, epsilon, varianceScale, weightDecay = 0, shrinkage = 1 }) => {
      const gradient = decayed(weightDecay, theta!, g!);
      const mean = consume([op("Mul", handle(m!), number(beta1))], (kept) => axpy(1 - beta1, gradient.id, kept));
      const square = consume([op("Mul", gradient.id, gradient.id), op("Mul", handle(v!), number(beta2))], (squared, kept) => axpy(1 - beta2, squared!, kept!));
      const deviation = consume([op("Sqrt", square.id)], (root) => op("Mul", root, number(varianceScale)));
      const inverse = consume([consume([deviation], (id) => op("AddV2", id, number(epsilon)))], (id) => op("Reciprocal", id));
      const direction = consume([inverse], (id) => op("Mul", mean.id, id));
      const kept = shrinkage === 1 ? op("Identity", handle(theta!)) : op("Mul", handle(theta!), number(shrinkage));
      replace(theta!, consume([direction, kept], (step, base) => axpy(-stepSize, step!, base!)));
      replace(m!, mean);
      replace(v!, square);
      release(gradient);
      return [];
    },
  };
}
