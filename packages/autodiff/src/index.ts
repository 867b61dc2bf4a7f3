export { checkGradients, type GradientCheck, type GradientCheckOptions } from "./check-gradients.js";
export { hvp, jvp } from "./forward.js";
export { fromTensorFlow } from "./from-tensorflow.js";
export { defineFusion } from "./fusion.js";
export { countReferences, defineOp } from "./op.js";
export type { Application, Derivative, OpDefinition } from "./op-definition.js";
export {
  type Activation,
  activations,
  addRelu,
  elu,
  gelu,
  leakyRelu,
  relu,
  reluGradient,
  sigmoid,
  softplus,
  tanh,
} from "./ops/activations.js";
export { add, axpy, broadcastTo, div, mean, mul, scale, shift, sub, sum, sumTo } from "./ops/arithmetic.js";
export { conv2d, type ConvolutionOptions } from "./ops/convolution.js";
export { logSoftmax, logSumExp, softmax, softmaxCrossEntropy } from "./ops/cross-entropy.js";
export { erf, exp, expm1, log, reciprocal, reciprocalOrZero, sqrt, square, step } from "./ops/elementwise.js";
export { dense, matMul, type Transposition } from "./ops/linear.js";
export { batchNorm, batchNormInference, type BatchNormOutput, type NormalizationOptions, runningStatistics } from "./ops/normalization.js";
export { avgPool, globalMean, maxPool, type PoolingOptions, zeroPaddingShortcut } from "./ops/pooling.js";
export { gather, onesLike, rowDot, rowSum, scaleRows, scatterAdd } from "./ops/rows.js";
export { positiveShares } from "./ops/shares.js";
export { concat, pad, reshape, slice, transpose } from "./ops/shape.js";
export type { Pads, Padding } from "./ops/windows.js";
export { grad, type Linearization, linearize, valueAndGrad } from "./reverse.js";
export { adopt, dispose, scope } from "./scope.js";
export { mapNest, numbersOf, treeAxpy, treeDot, treeFlatten, treeNorm, treeScale, zipNest } from "./tree.js";
export { detach, isValue, type Nest, type Tree, type Value } from "./value.js";
