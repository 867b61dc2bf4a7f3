/** How far a run is, in MLflow's words. */
export type RunStatus = "RUNNING" | "SCHEDULED" | "FINISHED" | "FAILED" | "KILLED";

/** Whether an experiment or a run is there, or was deleted and can be restored. */
export type LifecycleStage = "active" | "deleted";

/** Which experiments or runs a search returns; `ACTIVE_ONLY` unless said. */
export type ViewType = "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL";

/** Tags by key. */
export type Tags = Readonly<Record<string, string>>;

/** Ids are strings: an 18-digit experiment id does not fit into a number. */
export interface Experiment {
  readonly experimentId: string;
  readonly name: string;
  readonly artifactLocation: string;
  readonly lifecycleStage: LifecycleStage;
  /** Milliseconds since 1970, as every time here. */
  readonly creationTime: number;
  readonly lastUpdateTime: number;
  readonly tags: Tags;
}

/** What MLflow knows of a run besides its data. */
export interface RunInfo {
  readonly runId: string;
  readonly experimentId: string;
  readonly runName: string;
  readonly userId: string;
  readonly status: RunStatus;
  readonly startTime: number;
  readonly endTime: number | null;
  readonly artifactUri: string;
  readonly lifecycleStage: LifecycleStage;
}

/** One point of a metric. NaN and infinities are kept. */
export interface Metric {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}

/** A point to log: the time is now and the step 0 unless said; fractions of milliseconds and steps are cut off. */
export interface MetricPoint {
  readonly key: string;
  readonly value: number;
  readonly timestamp?: number;
  readonly step?: number;
  /** Links the point to a logged model. */
  readonly modelId?: string;
}

/** Data that a run used, as MLflow names them. */
export interface Dataset {
  readonly name: string;
  /** At most 36 characters; what makes two splits of one data set different. */
  readonly digest: string;
  readonly sourceType: string;
  /** Usually JSON, which is how MLflow's page expects it. */
  readonly source: string;
  /** JSON. */
  readonly schema?: string;
  /** JSON. */
  readonly profile?: string;
}

/** A data set that a run read. A run links a (name, digest) once: give each split its own digest. */
export interface DatasetInput {
  readonly dataset: Dataset;
  /** What it was for: `training`, `validation`, `test`; MLflow's tag `mlflow.data.context`. */
  readonly context?: string;
}

/** A logged model that a run produced. */
export interface ModelOutput {
  readonly modelId: string;
  readonly step: number;
}

/** The params, tags and last metric values of a run. */
export interface RunData {
  /** Of each key the point with the highest step, then time, then value. */
  readonly metrics: readonly Metric[];
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Tags;
}

/** A run as MLflow knows it. */
export interface Run {
  readonly info: RunInfo;
  readonly data: RunData;
  readonly datasets: readonly DatasetInput[];
  /** Ids of logged models that the run read. */
  readonly modelInputs: readonly string[];
  readonly modelOutputs: readonly ModelOutput[];
}

/** How far a logged model is, in MLflow's words. */
export type LoggedModelStatus = "PENDING" | "READY" | "FAILED";

/** A model that a run logged, with an id of its own (MLflow 3). */
export interface LoggedModel {
  readonly modelId: string;
  readonly experimentId: string;
  readonly name: string;
  readonly sourceRunId: string | null;
  readonly modelType: string | null;
  readonly status: LoggedModelStatus;
  readonly artifactUri: string;
  readonly creationTime: number;
  readonly lastUpdateTime: number;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Tags;
  /** Of each key the latest point that was logged with this model's id. */
  readonly metrics: readonly Metric[];
}

/** A file or a folder of a run, as MLflow lists it. */
export interface ArtifactInfo {
  /** Relative to the artifact root of the run. */
  readonly path: string;
  readonly isDirectory: boolean;
  /** Bytes; null for a directory. */
  readonly size: number | null;
}

/**
 * Text (stored as UTF-8), bytes, or a file on this machine. One that `isFinal` is never changed in place, only replaced: a folder
 * of runs may then share its bytes (a hard link) instead of copying them.
 */
export type ArtifactContent = string | Uint8Array | { readonly file: string; readonly isFinal?: boolean };

/** Part of a list; `nextPageToken` asks for the next. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Pass it on to get the next page; absent on the last one. */
  readonly nextPageToken?: string;
}
