export {
  type CompareOptions,
  type ComparisonWords,
  type OpenedComparison,
  openComparison,
  type PlannedCell,
} from "../compare/open-comparison.js";
export { composeComparison } from "../compare/compose-comparison.js";
export { type JudgeInput, openJudgement, type OpenedJudgement } from "../judge/judge.js";
export { writeSplits, type WrittenSplit } from "../judge/write-splits.js";
export { nameOf } from "../compare/normalize.js";
export {
  configText,
  type ComparisonOptions,
  performComparison,
  type PerformedComparison,
  shownPath,
} from "../compare/perform-comparison.js";
export { type Plan, planComparison } from "../compare/plan.js";
export type { PlannedMethod } from "../compare/planned-method.js";
export type { ComparisonProgress, ShownRun } from "../compare/progress.js";
export { readEncoder } from "../run/encoder-file.js";
export { engineFor } from "../run/engine-for.js";
export { executeRun, type RunOptions, type RunOutcome } from "../run/execute-run.js";
export { type OpenedRun, openRun } from "../run/open-run.js";
export { type PerformedRun, type PerformOptions, performRun } from "../run/perform-run.js";
export { begunRoles, newComponent } from "../project/new-component.js";
export { initProject } from "../project/init-project.js";
export { referenceOpsOf } from "../run/reference-ops.js";
export { dataLine, interestLine, metricLines, testedLine } from "../run/run-lines.js";
export { runConfigOf } from "../run/run-files.js";
export { predictionsText } from "../run/predictions-text.js";
export { exportModel, openSavedModel, type Predicted, type SavedModel } from "../run/saved-model.js";
export type { RunFindings } from "../run/run-findings.js";
export { plannedUpdates } from "../run/train-run.js";
export { baseConfig, experimentFile, savedConfig } from "./config-files.js";
export { openProject, type OpenedProject, PROJECT_FILE, projectAt } from "./project.js";
export { PACKAGE_FOLDER } from "./package-folder.js";
export { type OwnComponent, type Workbench, workbenchOf } from "./workbench.js";
