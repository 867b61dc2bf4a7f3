import type { Sink, TrainEvent } from "@evenkeel/core";
import { type DatasetInput, type FileStore, fileStore, type RunHandle, type StartRun, startRun } from "mlflow-js-client";
import { mlflowSink } from "./mlflow-sink.js";
import { onTermination } from "./on-termination.js";
import { type LiveMirror, startMirror } from "./run-mirror.js";

export interface MlflowTrackingOptions extends StartRun {
  /** Where the run is always written, in MLflow's layout. */
  readonly folder: string;
  /** A tracking server that the run is brought to as well. */
  readonly trackingUri?: string;
  /** Nested settings; their names are joined with dots. */
  readonly params?: Readonly<Record<string, unknown>>;
  readonly datasets?: readonly DatasetInput[];
  /** How long `close` waits for the server: 30 s unless said. */
  readonly patienceSeconds?: number;
  readonly warn: (message: string) => void;
}

/** Tracks one run as the sink of its events. */
export interface MlflowTracking extends Sink {
  readonly run: RunHandle;
  readonly store: FileStore;
}

/**
 * Begins a run in a local folder and, with a server, its copy there.
 *
 * Metrics are on disk after a second, after 1,000 points, at the end of an epoch and of the run, and before a signal ends
 * the process, which leaves the run KILLED. The server gets them from there: if it is slow, down or gone, training does not
 * notice, and what could not be sent waits in the folder.
 */
export async function createMlflowTracking(options: MlflowTrackingOptions): Promise<MlflowTracking> {
  const { folder, trackingUri, params = {}, datasets = [], patienceSeconds, warn, ...start } = options;
  const store = fileStore(folder);
  const run = await startRun(store, start);
  await run.logParams(params);
  if (datasets.length > 0) await run.logDatasets(datasets);
  const sink = mlflowSink({ store, runId: run.runId });
  const mirror =
    trackingUri === undefined
      ? undefined
      : startMirror({ folder, to: trackingUri, runIds: [run.runId], warn, ...(patienceSeconds === undefined ? {} : { patienceSeconds }) });
  const stopListening = onTermination((endsNow) => {
    sink.flush();
    if (!endsNow) return;
    void store.updateRun(run.runId, { status: "KILLED", endTime: Date.now() });
    if (mirror) warn(`MLflow: the process ends before all of the run is at the server. ${mirror.advice}`);
  });

  return {
    name: "mlflow",
    run,
    store,
    handle(event) {
      const result = sink.handle(event);
      if (isEndOf(event)) stopListening();
      if (event.type === "epochEnded") mirror?.poke();
      return result;
    },
    close: () => closeAll(sink, mirror, store, stopListening),
  };
}

const isEndOf = (event: TrainEvent): boolean => event.type === "runEnded" || event.type === "runFailed";

/** What was written goes to the server even if the rest could not be written. */
async function closeAll(sink: Sink, mirror: LiveMirror | undefined, store: FileStore, stopListening: () => void): Promise<void> {
  stopListening();
  try {
    await sink.close();
  } finally {
    await mirror?.stop();
    await store.close();
  }
}
