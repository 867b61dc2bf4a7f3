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

/** Which entries of a list are asked for, and in which order. */
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

/** A run to be made. */
export interface CreateRun {
  readonly experimentId: string;
  readonly runName?: string;
  /** Now unless said. */
  readonly startTime?: number;
  readonly tags?: Tags;
  /** An id that the run had before: only where runs are kept on this machine. */
  readonly runId?: string;
}

/** What changes of a run. */
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

/** A logged model to be made. */
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
  /** @throws MlflowError if there is none. */
  getExperiment(experimentId: string): Promise<Experiment>;
  /** Also a deleted one: see `lifecycleStage`. */
  getExperimentByName(name: string): Promise<Experiment | null>;
  /** Experiments, a page at a time. */
  searchExperiments(options?: SearchOptions): Promise<Page<Experiment>>;
  /** Gives an experiment another name, which none may have. */
  renameExperiment(experimentId: string, name: string): Promise<void>;
  /** Deletes its runs with it. */
  deleteExperiment(experimentId: string): Promise<void>;
  /** Brings a deleted experiment back, with its runs. */
  restoreExperiment(experimentId: string): Promise<void>;
  /** Sets tags of an experiment; others stay. */
  setExperimentTags(experimentId: string, tags: Tags): Promise<void>;

  /** Makes a run, which is RUNNING until it is updated. */
  createRun(run: CreateRun): Promise<RunInfo>;
  /** Changes the status, the end or the name of a run. */
  updateRun(runId: string, change: UpdateRun): Promise<RunInfo>;
  /** @throws MlflowError if there is none. */
  getRun(runId: string): Promise<Run>;
  /** Runs of experiments, a page at a time. */
  searchRuns(experimentIds: readonly string[], options?: SearchOptions): Promise<Page<Run>>;
  /** Marks a run as deleted; it can be restored. */
  deleteRun(runId: string): Promise<void>;
  /** Brings a deleted run back. */
  restoreRun(runId: string): Promise<void>;

  /** Writes metrics, params and tags together. A param that is there with another value is refused. */
  logBatch(runId: string, batch: Batch): Promise<void>;
  /** Takes a tag of a run away. */
  deleteTag(runId: string, key: string): Promise<void>;
  /** All points of one metric by time, then step; 25,000 per page unless said. */
  getMetricHistory(
    runId: string,
    key: string,
    options?: { readonly maxResults?: number; readonly pageToken?: string },
  ): Promise<Page<Metric>>;
  /** Says which data a run used. */
  logDatasets(runId: string, datasets: readonly DatasetInput[]): Promise<void>;
  /** Says which logged models a run used. */
  logModelInputs(runId: string, modelIds: readonly string[]): Promise<void>;
  /** Says which logged models a run made, after how many steps. */
  logModelOutputs(runId: string, outputs: readonly ModelOutput[]): Promise<void>;

  /** Makes a logged model; its files are put at its artifact location. */
  createLoggedModel(model: CreateLoggedModel): Promise<LoggedModel>;
  /** @throws MlflowError if there is none. */
  getLoggedModel(modelId: string): Promise<LoggedModel>;
  /** One that carries the tag with that value. */
  findLoggedModel(experimentId: string, tag: string, value: string): Promise<LoggedModel | null>;
  /** Marks it usable (`READY`) or its upload as failed. */
  finalizeLoggedModel(modelId: string, status: Exclude<LoggedModelStatus, "PENDING">): Promise<LoggedModel>;

  /** `target` is the id of a run or of a logged model (`m-…`). A file of that path is replaced. */
  uploadArtifact(target: string, path: string, content: ArtifactContent): Promise<void>;
  /**
   * The content of a file of a run.
   *
   * @throws MlflowError if there is none.
   */
  downloadArtifact(target: string, path: string): Promise<Uint8Array>;
  /** The direct children of a folder, by name; empty where there is none. */
  listArtifacts(target: string, path?: string): Promise<readonly ArtifactInfo[]>;

  /** Lets go of what the store holds: locks, connections. */
  close(): Promise<void>;
}
