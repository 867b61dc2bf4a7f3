import type { MetricValues, RunEvent, Sink } from "@evenkeel/core";
import { type DatasetInput, type FileStore, fileStore, type StartRun, startRun } from "mlflow-js-client";
import { attempts, failureTags, logFiles, PARENT_TAG } from "./attempts.js";
import { mlflowSink } from "./mlflow-sink.js";
import { onTermination } from "./on-termination.js";
import { primaryMetricTags } from "./primary-metric-tags.js";
import { type LiveMirror, startMirror } from "./run-mirror.js";
import { tolerantStore } from "./tolerant-store.js";

/** What MLflow shows of a run. */
export interface TrackedPage {
  readonly params?: Readonly<Record<string, string>>;
  readonly datasets?: readonly DatasetInput[];
  /** The metric that the page of the experiment shows first. */
  readonly primary?: { readonly name: string; readonly higherIsBetter: boolean } | null;
  /** About how many points of each curve are logged: all unless said. */
  readonly curvePoints?: number;
  /** Whether a file of the run is logged: all are unless said. */
  isArtifact?(name: string): boolean;
  /** What stands above the run when it has ended. */
  readonly note?: ((found: { readonly metrics: MetricValues; readonly seconds: number }) => string) | null;
}

export interface MlflowTrackingOptions extends StartRun, TrackedPage {
  /** Where the run is always written, in MLflow's layout: the journal for a server. */
  readonly folder: string;
  /** A tracking server that the run is brought to while it is written. */
  readonly trackingUri?: string | null;
  /** How long `close` waits for the server: 30 s unless said. */
  readonly patienceSeconds?: number;
  /** Told of what cannot be tracked, a sentence each. */
  warn(message: string): void;
  /** What is said as the process ends, when nobody would hear a warning that was kept: on stderr unless said. */
  lastWords?(message: string): void;
  /** What is no warning. */
  tell?(message: string): void;
  /** What to say of an error of the system; null for any other. */
  explain?(error: unknown): string | null;
}

/** Tracks one run as the sink of its events. Null where nothing of it can be tracked, which was said. */
export interface MlflowTracking extends Sink {
  readonly runId: string | null;
}

interface Begun {
  readonly store: FileStore;
  readonly runId: string;
  readonly experimentId: string;
}

/**
 * Begins a run in a local folder and, with a server, its copy there: name, tags, params and data sets are there before the first event.
 * What the run tells is logged as it comes: curves, final scores, files, its end or failure. Nothing here stops a training: what could
 * not be logged is a warning.
 *
 * Metrics are on disk after a second, after 1,000 points, at the end of an epoch and of the run, and before a signal ends
 * the process, which leaves the run KILLED. The server gets them from there: if it is slow, down or gone, training does not
 * notice, and what could not be sent waits in the folder.
 */
export async function createMlflowTracking(options: MlflowTrackingOptions): Promise<MlflowTracking> {
  const {
    folder,
    trackingUri = null,
    warn,
    tell = warn,
    lastWords = onStderr,
    patienceSeconds,
    explain = () => null,
    isArtifact = () => true,
    note,
  } = options;
  const attempt = attempts(warn, explain);
  let begun: Begun | null = null;
  await attempt(async () => {
    const store = tolerantStore(fileStore(folder), (sentence) => warn(`tracking: ${sentence}`));
    begun = { store, ...(await begin(store, options)) };
  });
  if (!begun) {
    warn(`tracking: nothing of this run is in ${folder}; its results are written to files all the same.`);
    return { name: "mlflow", runId: null, handle: () => undefined, close: async () => undefined };
  }
  const { store, runId, experimentId } = begun as Begun;
  const { params = {}, datasets = [], primary } = options;
  await attempt(() => store.logBatch(runId, { params }));
  if (datasets.length > 0) await attempt(() => store.logDatasets(runId, datasets));
  if (primary) await attempt(() => store.setExperimentTags(experimentId, primaryMetricTags(primary.name, primary.higherIsBetter)));
  const curves = mlflowSink({ store, runId, ...(options.curvePoints !== undefined && { curvePoints: options.curvePoints }) });
  const mirror: LiveMirror | null =
    trackingUri === null
      ? null
      : startMirror({ folder, to: trackingUri, runIds: [runId], warn, tell, ...(patienceSeconds !== undefined && { patienceSeconds }) });
  const end = (status: "FINISHED" | "FAILED" | "KILLED", endTime: number) => store.updateRun(runId, { status, endTime });
  const stopListening = onTermination((endsNow) => {
    curves.flush();
    if (!endsNow) return;
    void end("KILLED", Date.now());
    if (mirror) lastWords(`MLflow: the process ends before all of the run is at the server. ${mirror.advice}`);
  });
  let began = Date.now();

  /** Curves that cannot be written cost no final score, no file and no status. */
  const draw = (event: RunEvent): void => void attempt(() => curves.handle(event));

  async function found(event: RunEvent & { type: "found" }): Promise<void> {
    const metrics = Object.entries(event.metrics).map(([name, value]) => ({ key: `${event.set}/${name}`, value, step: event.step }));
    const seconds = (event.time - began) / 1000;
    await attempt(() =>
      store.logBatch(runId, { metrics, ...(note && { tags: { "mlflow.note.content": note({ metrics: event.metrics, seconds }) } }) }),
    );
  }

  async function finish(status: "FINISHED" | "FAILED" | "KILLED", time: number, tags?: Readonly<Record<string, string>>): Promise<void> {
    await attempt(() => curves.close());
    if (tags) await attempt(() => store.logBatch(runId, { tags }));
    await attempt(() => end(status, time));
    stopListening();
  }

  return {
    name: "mlflow",
    runId,
    handle(event) {
      switch (event.type) {
        case "runStarted":
          began = event.time;
          return draw(event);
        case "found":
          return event.isFinal ? found(event) : draw(event);
        case "artifact":
          return isArtifact(event.name) ? logFiles(store, runId, [event], attempt) : undefined;
        case "runEnded":
          return finish("FINISHED", event.time);
        case "runFailed":
          return event.isCancelled ? finish("KILLED", event.time) : finish("FAILED", event.time, failureTags(event.reason, event.step));
        case "epochEnded":
          mirror?.poke();
          return draw(event);
        default:
          return draw(event);
      }
    },
    // What was written goes to the server even if the rest could not be written.
    async close() {
      stopListening();
      await attempt(() => curves.close());
      await attempt(() => mirror?.stop());
      await attempt(() => store.close());
    },
  };
}

const onStderr = (message: string): void => void process.stderr.write(`${message}\n`);

/** What runs under a parent does not repeat who made it, from what. */
async function begin(
  store: FileStore,
  { experiment, parentRunId, name, tags, startTime }: MlflowTrackingOptions,
): Promise<Omit<Begun, "store">> {
  if (parentRunId === undefined)
    return startRun(store, {
      experiment,
      ...(name !== undefined && { name }),
      ...(tags && { tags }),
      ...(startTime !== undefined && { startTime }),
    });
  const experimentId = await store.getOrCreateExperiment(experiment);
  return store.createRun({
    experimentId,
    ...(name !== undefined && { runName: name }),
    ...(startTime !== undefined && { startTime }),
    tags: { [PARENT_TAG]: parentRunId, ...tags },
  });
}
