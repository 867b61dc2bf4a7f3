import type {
  ArtifactContent,
  ArtifactInfo,
  DatasetInput,
  Experiment,
  LoggedModel,
  Metric,
  ModelOutput,
  Run,
  RunInfo,
  Tags,
} from "../entities.js";

/** What a place on this machine must offer to be a store; checked values only come in. */
export interface Backend {
  readonly uri: string;
  experiments(): Experiment[];
  experiment(experimentId: string): Experiment | null;
  /** Makes it unless some process just did; returns null if it was there. */
  addExperiment(name: string, artifactLocation: string | undefined, now: number): Experiment | null;
  /** Name, life-cycle stage and times. */
  replaceExperiment(experiment: Experiment): void;
  putExperimentTags(experimentId: string, tags: Tags): void;

  runs(experimentId: string): RunInfo[];
  runInfo(runId: string): RunInfo | null;
  run(info: RunInfo): Run;
  addRun(run: {
    readonly experiment: Experiment;
    readonly runId: string;
    readonly runName: string;
    readonly userId: string;
    readonly startTime: number;
    readonly tags: Tags;
  }): RunInfo;
  replaceRun(info: RunInfo): void;
  /** Takes the right to write this run, or throws RUN_LOCKED. */
  lock(info: RunInfo): void;
  unlock(info: RunInfo): void;

  params(info: RunInfo): Readonly<Record<string, string>>;
  putParams(info: RunInfo, params: Readonly<Record<string, string>>): void;
  putTags(info: RunInfo, tags: Tags): void;
  /** False if there was no such tag. */
  removeTag(info: RunInfo, key: string): boolean;
  /** Appends what is new among the points. */
  appendPoints(info: RunInfo, points: readonly (Metric & { readonly modelId?: string })[]): void;
  history(info: RunInfo, key: string): Metric[];
  putDatasets(info: RunInfo, datasets: readonly DatasetInput[]): void;
  putModelInputs(info: RunInfo, modelIds: readonly string[]): void;
  putModelOutputs(info: RunInfo, outputs: readonly ModelOutput[]): void;

  model(modelId: string): LoggedModel | null;
  models(experimentId: string): LoggedModel[];
  addModel(model: Omit<LoggedModel, "artifactUri" | "metrics">): LoggedModel;
  replaceModel(model: LoggedModel): void;

  upload(owner: RunInfo | LoggedModel, path: string, content: ArtifactContent): Promise<void>;
  /** Null if there is no such file. */
  download(owner: RunInfo | LoggedModel, path: string): Promise<Uint8Array | null>;
  list(owner: RunInfo | LoggedModel, path: string): Promise<ArtifactInfo[]>;
  close(): void;
}
