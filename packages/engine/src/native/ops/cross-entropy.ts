import type { OpKernels } from "../../op-kernel.js";
import type { Output } from "../binding.js";
import type { Handle, TensorFlow } from "../tensorflow.js";

/**
 * Ops on logits `[batch, numClasses]`.
 *
 * TensorFlow's fused gradient takes every row of targets to sum to 1, so only its loss is used.
 */
export function crossEntropyKernels(tensorflow: TensorFlow): OpKernels {
  const { consume, tensor, handle, attribute, integers } = tensorflow;
  const T = [attribute.float()];
  const op = (name: string, ...inputs: Handle[]): Output => tensorflow.one(name, T, inputs);
  const rowSums = (x: Handle, keepsAxis: boolean): Output =>
    tensorflow.one("Sum", [attribute.float(), attribute.int32("Tidx"), attribute.bool("keep_dims", keepsAxis)], [x, integers([1])]);
  /** softmax(z_i)·Σt_i − t_i. */
  const slope = (z: Handle, t: Handle): Output => {
    const scaled = consume([op("Softmax", z), rowSums(t, true)], (p, mass) => op("Mul", p!, mass!));
    return consume([scaled], (id) => op("Sub", id, t));
  };
  return {
    Softmax: ([z]) => (z!.shape.length === 2 ? tensor(op("Softmax", handle(z!))) : null),
    LogSoftmax: ([z]) => (z!.shape.length === 2 ? tensor(op("LogSoftmax", handle(z!))) : null),
    CrossEntropy: ([z, t]) => {
      const [losses, gradient] = tensorflow.many("SoftmaxCrossEntropyWithLogits", T, [handle(z!), handle(t!)], 2);
      tensorflow.release(gradient!);
      return tensor(losses!);
    },
    CrossEntropyGradient: ([z, t, u]) => {
      const column = tensorflow.one("Reshape", [attribute.float(), attribute.int32("Tshape")], [handle(u!), integers([-1, 1])]);
      return tensor(consume([slope(handle(z!), handle(t!)), column], (rows, factors) => op("Mul", rows!, factors!)));
    },
    CrossEntropyTangent: ([z, t, dz]) => {
      const products = consume([slope(handle(z!), handle(t!))], (id) => op("Mul", id, handle(dz!)));
      return tensor(consume([products], (id) => rowSums(id, false)));
    },
  };
}
