import type {
  ArtifactContent,
  ArtifactInfo,
  DatasetInput,
  Experiment,
  LoggedModel,
  LoggedModelStatus,
  Metric,
  MetricPoint,
  ModelOutput,
  Page,
  Run,
  RunInfo,
  RunStatus,
  Tags,
  ViewType,
} from "./entities.js";

export interface SearchOptions {
  /** MLflow's filter: `metrics.loss < 0.5 AND tags.mlflow.parentRunId = '…'`. Never put free text in: it cannot be escaped. */
  readonly filter?: string;
  /** `["metrics.loss ASC", "attributes.start_time DESC"]`. */
  readonly orderBy?: readonly string[];
  readonly viewType?: ViewType;
  /** Per page; 1,000 unless said. */
  readonly maxResults?: number;
  readonly pageToken?: string;
}

export interface CreateRun {
  readonly experimentId: string;
  readonly runName?: string;
  /** Now unless said. */
  readonly startTime?: number;
  readonly tags?: Tags;
  /** An id that the run had before: only where runs are kept on this machine. */
  readonly runId?: string;
}

export interface UpdateRun {
  readonly status?: RunStatus;
  readonly endTime?: number;
  readonly runName?: string;
}

/** Of any length: what is more than a server takes at once goes in several requests, in order. */
export interface Batch {
  readonly metrics?: readonly MetricPoint[];
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Tags;
}

export interface CreateLoggedModel {
  readonly experimentId: string;
  readonly name: string;
  readonly sourceRunId?: string;
  readonly modelType?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Tags;
}

/**
 * Where runs live: the contract of the memory, file and REST stores.
 *
 * Values that MLflow would silently spoil are mended (fractional times and steps are cut, a point logged twice is stored
 * once, a lone surrogate becomes U+FFFD) or refused before anything is stored.
 *
 * @throws MlflowError with a `code`.
 */
export interface Store {
  /** Without credentials. */
  readonly uri: string;

  /** @throws RESOURCE_ALREADY_EXISTS, also for a deleted experiment of that name. */
  createExperiment(name: string, options?: { readonly artifactLocation?: string; readonly tags?: Tags }): Promise<string>;
  /** The id of the experiment of that name, made if need be; safe when several processes ask at once. */
  getOrCreateExperiment(name: string, options?: { readonly artifactLocation?: string; readonly tags?: Tags }): Promise<string>;
  getExperiment(experimentId: string): Promise<Experiment>;
  /** Also a deleted one: see `lifecycleStage`. */
  getExperimentByName(name: string): Promise<Experiment | null>;
  searchExperiments(options?: SearchOptions): Promise<Page<Experiment>>;
  renameExperiment(experimentId: string, name: string): Promise<void>;
  /** Deletes its runs with it. */
  deleteExperiment(experimentId: string): Promise<void>;
  restoreExperiment(experimentId: string): Promise<void>;
  setExperimentTags(experimentId: string, tags: Tags): Promise<void>;

  createRun(run: CreateRun): Promise<RunInfo>;
  updateRun(runId: string, change: UpdateRun): Promise<RunInfo>;
  getRun(runId: string): Promise<Run>;
  searchRuns(experimentIds: readonly string[], options?: SearchOptions): Promise<Page<Run>>;
  deleteRun(runId: string): Promise<void>;
  restoreRun(runId: string): Promise<void>;

  logBatch(runId: string, batch: Batch): Promise<void>;
  deleteTag(runId: string, key: string): Promise<void>;
  /** All points of one metric by time, then step; 25,000 per page unless said. */
  getMetricHistory(
    runId: string,
    key: string,
    options?: { readonly maxResults?: number; readonly pageToken?: string },
  ): Promise<Page<Metric>>;
  logDatasets(runId: string, datasets: readonly DatasetInput[]): Promise<void>;
  logModelInputs(runId: string, modelIds: readonly string[]): Promise<void>;
  logModelOutputs(runId: string, outputs: readonly ModelOutput[]): Promise<void>;

  createLoggedModel(model: CreateLoggedModel): Promise<LoggedModel>;
  getLoggedModel(modelId: string): Promise<LoggedModel>;
  /** One that carries the tag with that value. */
  findLoggedModel(experimentId: string, tag: string, value: string): Promise<LoggedModel | null>;
  /** Marks it usable (`READY`) or its upload as failed. */
  finalizeLoggedModel(modelId: string, status: Exclude<LoggedModelStatus, "PENDING">): Promise<LoggedModel>;

  /** `target` is the id of a run or of a logged model (`m-…`). A file of that path is replaced. */
  uploadArtifact(target: string, path: string, content: ArtifactContent): Promise<void>;
  downloadArtifact(target: string, path: string): Promise<Uint8Array>;
  /** The direct children of a folder, by name; empty where there is none. */
  listArtifacts(target: string, path?: string): Promise<readonly ArtifactInfo[]>;

  /** Lets go of what the store holds: locks, connections. */
  close(): Promise<void>;
}
