export { limits } from "./checks.js";
export type {
  ArtifactContent,
  ArtifactInfo,
  Dataset,
  DatasetInput,
  Experiment,
  LifecycleStage,
  LoggedModel,
  LoggedModelStatus,
  Metric,
  MetricPoint,
  ModelOutput,
  Page,
  Run,
  RunData,
  RunInfo,
  RunStatus,
  Tags,
  ViewType,
} from "./entities.js";
export { type FileStore, fileStore } from "./file/file-store.js";
export type { Repair } from "./file/repair.js";
export { flattenParams } from "./flatten-params.js";
export { memoryStore } from "./local/memory-store.js";
export { MlflowError, type MlflowErrorCode } from "./mlflow-error.js";
export { openStore } from "./open-store.js";
export { type ConnectionOptions, withoutCredentials } from "./rest/credentials.js";
export type { CreateModelVersion, ModelRegistry, ModelVersion, RegisteredModel } from "./rest/registry.js";
export { type RestStore, restStore } from "./rest/rest-store.js";
export { openRun, type RunHandle, type StartRun, startRun, withRun } from "./run-handle.js";
export type { Batch, CreateLoggedModel, CreateRun, SearchOptions, Store, UpdateRun } from "./store.js";
export type { RunSyncResult } from "./sync/run-sync.js";
export {
  type MirrorOptions,
  mirrorRuns,
  type PassOptions,
  type RunMirror,
  type SyncFailure,
  type SyncOptions,
  type SyncReport,
  syncRuns,
} from "./sync/sync-runs.js";
