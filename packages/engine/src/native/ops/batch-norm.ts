import type { OpKernels } from "../../op-kernel.js";
import { asRows } from "../../shapes.js";
import type { Attribute, Output } from "../binding.js";
import type { Handle, TensorFlow } from "../tensorflow.js";

/** Batch normalization of images by TensorFlow's fused kernels; other ranks are left to the reference. */
export function batchNormKernels(tensorflow: TensorFlow): OpKernels {
  const { many, one, consume, release, tensor, handle, number, attribute } = tensorflow;
  const T = [attribute.float()];
  let none: Handle | null = null;
  // An empty tensor stands for running statistics and for scratch that are not there.
  const empty = (): Handle =>
    (none ??= one("Fill", [attribute.float(), attribute.int32("index_type")], [tensorflow.integers([0]), number(0)]).id);
  const attributes = (epsilon: number, isTraining: boolean): Attribute[] => [
    attribute.float(),
    attribute.float("U"),
    attribute.real("epsilon", epsilon),
    attribute.text("data_format", "NHWC"),
    attribute.bool("is_training", isTraining),
  ];
  /** The gradient wants 1/√(variance + ε) on GPUs, and the variance elsewhere. */
  const scaleStatistic = (variance: Handle, epsilon: number): Output => {
    if (!tensorflow.isGpu) return one("Identity", T, [variance]);
    return consume([one("AddV2", T, [variance, number(epsilon)])], (sum) => one("Rsqrt", T, [sum]));
  };
  const gradient = (inputs: readonly Handle[], epsilon: number): readonly [Output, Output, Output] => {
    const [x, gamma, mean, variance, u] = inputs as [Handle, Handle, Handle, Handle, Handle];
    const statistic = scaleStatistic(variance, epsilon);
    const [dx, dGamma, dBeta, ...unused] = many(
      "FusedBatchNormGradV3",
      attributes(epsilon, true),
      [u, x, gamma, mean, statistic.id, empty()],
      5,
    );
    release(statistic, ...unused);
    return [dx!, dGamma!, dBeta!];
  };
  return {
    BatchNorm: ([x, gamma, beta], { epsilon }) => {
      if (x!.shape.length !== 4) return null;
      const [rows] = asRows(x!);
      const [y, mean, unbiased, ...unused] = many(
        "FusedBatchNormV3",
        attributes(epsilon, true),
        [handle(x!), handle(gamma!), handle(beta!), empty(), empty()],
        6,
      );
      release(...unused);
      const variance = consume([unbiased!], (id) => one("Mul", T, [id, number((rows - 1) / rows)]));
      return [tensor(y!), tensor(mean!), tensor(variance)];
    },
    BatchNormInference: (inputs, { epsilon }) => {
      if (inputs[0]!.shape.length !== 4) return null;
      const [y, ...unused] = many("FusedBatchNormV3", attributes(epsilon, false), inputs.map(handle), 6);
      release(...unused);
      return tensor(y!);
    },
    BatchNormGradient: (inputs, { epsilon }) => (inputs[0]!.shape.length === 4 ? gradient(inputs.map(handle), epsilon).map(tensor) : null),
    BatchNormTangent: (inputs, { epsilon }) => {
      if (inputs[0]!.shape.length !== 4) return null;
      const [tangent, ...unused] = gradient(inputs.map(handle), epsilon);
      release(...unused);
      return tensor(tangent);
    },
  };
}
