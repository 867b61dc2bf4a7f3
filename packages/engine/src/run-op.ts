import * as tf from "@tensorflow/tfjs-core";

/** Runs the active engine's kernel of an autodiff op; null if there is none or it declines. The caller disposes. */
export function runOp(name: string, inputs: readonly tf.Tensor[], attrs: object = {}): tf.Tensor[] | null {
  const kernel = tf.getKernel(`evenkeel/${name}`, tf.getBackend());
  const made = kernel?.kernelFunc({
    inputs: inputs as unknown as tf.NamedTensorInfoMap,
    attrs: attrs as tf.NamedAttrMap,
    backend: tf.backend(),
  }) as tf.TensorInfo | tf.TensorInfo[] | null | undefined;
  return made ? [made].flat().map((info) => tf.engine().makeTensorFromTensorInfo(info)) : null;
}
