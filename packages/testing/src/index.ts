export { goldenCases, type GoldenCase } from "./goldens.js";
export { tensorsLeft, useCpu } from "./backend.js";
export { type LossCase, testLoss } from "./loss.js";
export { type ModelCase, testModel } from "./model.js";
export { type OptimizerCase, testOptimizer } from "./optimizer.js";
export { randomTargets, randomTensor } from "./random-values.js";
export { relativeError } from "./relative-error.js";
