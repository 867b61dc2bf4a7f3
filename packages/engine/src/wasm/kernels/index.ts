export { crossEntropy, crossEntropyGradient, crossEntropyTangent, logSoftmax, softmax } from "./cross-entropy";
export {
  add, addRelu, axpy, divide, exp, fill, log, multiply, reciprocal, reciprocalOrZero, relu, reluGradient, scale, shift, sigmoid, softplus, sqrt, tanh,
} from "./elementwise";
export { gemm, packPanels } from "./gemm";
export { adam, sgd } from "./optimizers";
export { copyRows, gatherRows, repeatRow, scaleRows, scatterAddRows } from "./rows";
export { columnSums, reluBiasGradient, rowDots, total } from "./sums";
