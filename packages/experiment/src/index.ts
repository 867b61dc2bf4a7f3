export {
  type ComparisonConfig,
  comparisonJsonSchema,
  comparisonKeys,
  comparisonSettings,
  type MethodConfig,
  parseComparison,
} from "./comparison-config.js";
export { type Control, controlsOf, type Overlay } from "./controls.js";
export { type FolderLock, isGone, lockFolder } from "./folder-lock.js";
export { hashOf } from "./hash.js";
export type { LearningSummary } from "./learning.js";
export { catalogs } from "./components.gen.js";
export { memoryQueue, type MemoryQueueOptions } from "./memory-queue.js";
export { pullCells } from "./pull-cells.js";
export { whatIsWrong } from "./result-schema.js";
export {
  type ClassOfInterest,
  type Curve,
  type FailedTrial,
  findResult,
  type FinishedTrial,
  type Found,
  readResult,
  type RowCounts,
  type SyntheticRecord,
  trialFolder,
  type TrialResult,
} from "./results.js";
export {
  type CellSummary,
  type ComparedMethod,
  conclude,
  type ConcludeOptions,
  type ConditionConclusion,
  type ContrastSummary,
  type MetricSummary,
  mislabelledAuc,
  type Recovery,
  strictestLevel,
} from "./conclude.js";
