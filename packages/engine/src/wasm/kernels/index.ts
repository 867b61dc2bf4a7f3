export { batchNormGradient, moments, normalize } from "./batch-norm";
export { correlate, filterGradient, layOut, turnFilter } from "./conv";
export { crossEntropy, crossEntropyGradient, crossEntropyTangent, logSoftmax, logSumExp, softmax } from "./cross-entropy";
export {
  add, addRelu, axpy, divide, elu, erf, exp, expm1, fill, gelu, leakyRelu, log, multiply, reciprocal, reciprocalOrZero,
  relu, reluGradient, scale, shift, sigmoid, softplus, sqrt, step, tanh,
} from "./elementwise";
export { gemm, packPanels } from "./gemm";
export { nearestRows, packPairs } from "./neighbours";
export { adam, adamPullback, sgd } from "./optimizers";
export { outerProducts } from "./outer-products";
export { averagePool, largestPositions, spread, subsample } from "./pooling";
export { copyRows, gatherRows, repeatAlong, scaleRows, scatterAddRows, transpose } from "./rows";
export { columnSums, reluBiasGradient, rowDots, sumAlong, total } from "./sums";
