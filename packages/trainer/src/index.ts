export { type BatchSource, batchSource } from "./batch-source.js";
export { fitEncoder, prepare, type PrepareOptions } from "./prepare.js";
export { type RunFacts, runEvents, type RunStream } from "./run-events.js";
export type { LearningFacts } from "./learning-facts.js";
export type { TrainingData, TrainingSettings, TrainResult, TrainTask } from "./task.js";
export { learnsOverSteps, train } from "./train.js";
export type { StepParts, StepValues } from "./problem.js";
export { type Held, type StepOutputs, trainingStep } from "./training-step.js";
