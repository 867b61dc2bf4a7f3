// What a study needs: `run` and `compare`, what components are defined with, and the ops that losses and models are made of.
export * from "@evenkeel/autodiff";
export * from "@evenkeel/core";
export type { Tree, Value } from "@evenkeel/core";
export { type Predicted, type SavedModel } from "./run/saved-model.js";
export type { ComparisonReport } from "@evenkeel/report";
export { z } from "zod";
export { compare, type CompareScriptOptions, type ComparisonEvent, type ComparisonResult } from "./script/compare.js";
export { openModel } from "./script/open-model.js";
export type { Job } from "./script/job.js";
export { type Contribution, run, type RunReport, type RunScriptOptions } from "./script/run.js";
export * from "./script/run-input.js";
export type { ScriptOptions } from "./script/script-options.js";
