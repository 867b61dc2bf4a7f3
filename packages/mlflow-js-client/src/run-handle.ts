import type { ArtifactContent, DatasetInput, RunStatus, Tags } from "./entities.js";
import { flattenParams } from "./flatten-params.js";
import type { Store } from "./store.js";
import { userName } from "./user-name.js";

/** What a run is called, and where it stands. */
export interface StartRun {
  /** Name of the experiment; made if need be. */
  readonly experiment: string;
  readonly name?: string;
  /** Id of the run under which this one is shown. */
  readonly parentRunId?: string;
  readonly tags?: Tags;
  readonly startTime?: number;
  /** An id that the run had before: only where runs are kept on this machine. */
  readonly runId?: string;
}

/** One run, with its id filled in. Each call is one request: collect metrics and log them together. */
export interface RunHandle {
  readonly runId: string;
  readonly experimentId: string;
  /** All values of one step. */
  logMetrics(values: Readonly<Record<string, number>>, step?: number, timestamp?: number): Promise<void>;
  /** Nested settings become names with dots. */
  logParams(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** Sets tags; others stay. */
  setTags(tags: Tags): Promise<void>;
  /** What MLflow's page shows as the run's description; Markdown. */
  setNote(markdown: string): Promise<void>;
  /** Says which data the run used. */
  logDatasets(datasets: readonly DatasetInput[]): Promise<void>;
  /** Keeps a file with the run. */
  logArtifact(path: string, content: ArtifactContent): Promise<void>;
  /** `FINISHED`, now, unless said. */
  end(status?: RunStatus, endTime?: number): Promise<void>;
}

/** Begins a run, with the tags by which MLflow's page shows who made it, from what, and under which parent. */
export async function startRun(
  store: Store,
  { experiment, name, parentRunId, tags = {}, startTime, runId: wanted }: StartRun,
): Promise<RunHandle> {
  const experimentId = await store.getOrCreateExperiment(experiment);
  const user = userName();
  const { runId } = await store.createRun({
    experimentId,
    ...(name === undefined ? {} : { runName: name }),
    ...(startTime === undefined ? {} : { startTime }),
    ...(wanted === undefined ? {} : { runId: wanted }),
    tags: {
      ...(user === undefined ? {} : { "mlflow.user": user }),
      "mlflow.source.name": process.argv[1] ?? "node",
      "mlflow.source.type": "LOCAL",
      ...(parentRunId === undefined ? {} : { "mlflow.parentRunId": parentRunId }),
      ...tags,
    },
  });
  return runHandle(store, runId, experimentId);
}

/** Goes on with a run that exists. */
export async function openRun(store: Store, runId: string): Promise<RunHandle> {
  const { info } = await store.getRun(runId);
  return runHandle(store, runId, info.experimentId);
}

/** Runs `body` and ends the run: `FINISHED`, or `FAILED` if it throws. */
export async function withRun<T>(store: Store, options: StartRun, body: (run: RunHandle) => Promise<T>): Promise<T> {
  const run = await startRun(store, options);
  let result: T;
  try {
    result = await body(run);
  } catch (error) {
    await run.end("FAILED");
    throw error;
  }
  await run.end();
  return result;
}

function runHandle(store: Store, runId: string, experimentId: string): RunHandle {
  return {
    runId,
    experimentId,
    logMetrics: (values, step = 0, timestamp = Date.now()) =>
      store.logBatch(runId, { metrics: Object.entries(values).map(([key, value]) => ({ key, value, step, timestamp })) }),
    logParams: (settings) => store.logBatch(runId, { params: flattenParams(settings) }),
    setTags: (tags) => store.logBatch(runId, { tags }),
    setNote: (markdown) => store.logBatch(runId, { tags: { "mlflow.note.content": markdown } }),
    logDatasets: (datasets) => store.logDatasets(runId, datasets),
    logArtifact: (path, content) => store.uploadArtifact(runId, path, content),
    end: async (status = "FINISHED", endTime = Date.now()) => void (await store.updateRun(runId, { status, endTime })),
  };
}
