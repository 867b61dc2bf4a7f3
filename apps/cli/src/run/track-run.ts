import { existsSync } from "node:fs";
import type { Sink } from "@evenkeel/core";
import { gitTags, type LiveMirror, mlflowSink, onTermination, primaryMetricTags, startMirror, tolerantStore } from "@evenkeel/tracking";
import { fileStore, type FileStore, startRun, type Store } from "mlflow-js-client";
import { root } from "../paths.js";
import { systemErrorText } from "../system-errors.js";
import type { RunFindings } from "./execute-run.js";
import type { RunFile } from "./run-files.js";
import { lastStep, type RunPage, testMetrics } from "./run-page.js";

/** Ends the waiting for a server that says nothing when the run is over. */
const PATIENCE_SECONDS = 15;

/** On a run: the one that it is shown under. */
export const PARENT_TAG = "mlflow.parentRunId";

/** Where runs are tracked. */
export interface TrackingTarget {
  /** The folder of the local runs, in MLflow's layout: always written, and the journal for a server. */
  readonly root: string;
  readonly experiment: string;
  readonly parentRunId: string | null;
  /** A tracking server that the run is brought to while it is written. */
  readonly mirrorTo: string | null;
}

/** A run that is being tracked. Nothing here stops a training: what could not be logged becomes a warning. */
export interface TrackedRun {
  /** Null if nothing of the run is tracked. */
  readonly runId: string | null;
  readonly sinks: readonly Sink[];
  /** Logs what was found and ends the run. */
  finish(findings: RunFindings, files: readonly RunFile[]): Promise<string[]>;
  /** Ends the run as failed. */
  fail(reason: string, step: number | null): Promise<string[]>;
}

/** Does one thing after the other: what fails is a warning, once, and costs nothing but itself. */
export function attempts(warnings: string[]): (body: () => unknown) => Promise<void> {
  return async (body) => {
    try {
      await body();
    } catch (error) {
      const warning = `tracking: ${systemErrorText(error) ?? (error instanceof Error ? error.message : String(error))}`;
      if (!warnings.includes(warning)) warnings.push(warning);
    }
  };
}

/** Begins an MLflow run: name, tags, params and data sets are there before the first update. */
export async function trackRun(target: TrackingTarget, page: RunPage): Promise<TrackedRun> {
  const warnings: string[] = [];
  const attempt = attempts(warnings);
  let begun: { readonly store: FileStore; readonly runId: string; readonly experimentId: string } | null = null;
  await attempt(async () => {
    const store = tolerantStore(fileStore(target.root), (sentence) => warnings.push(`tracking: ${sentence}`));
    begun = { store, ...(await begin(store, target, page)) };
  });
  if (!begun)
    return untracked([...warnings, `tracking: nothing of this run is in ${target.root}; its results are written to files all the same.`]);
  const { store, runId, experimentId } = begun as { readonly store: FileStore; readonly runId: string; readonly experimentId: string };
  const end = (status: "FINISHED" | "FAILED" | "KILLED") => store.updateRun(runId, { status, endTime: Date.now() });
  await attempt(() => store.logBatch(runId, { params: page.params }));
  if (page.datasets.length > 0) await attempt(() => store.logDatasets(runId, page.datasets));
  const { primary } = page;
  if (primary) await attempt(() => store.setExperimentTags(experimentId, primaryMetricTags(primary.name, primary.higherIsBetter)));
  const mirror = target.mirrorTo === null ? null : mirrorOf(target.mirrorTo, target.root, runId, warnings);
  const sink = mlflowSink({ store, runId, endRun: false, curvePoints: page.curvePoints });
  const stopListening = onTermination((endsNow) => {
    sink.flush();
    if (!endsNow) return;
    void end("KILLED");
    if (mirror) process.stderr.write(`MLflow: the process ends before all of the run is at the server. ${mirror.advice}\n`);
  });
  const closing = async (...bodies: (() => Promise<unknown>)[]): Promise<string[]> => {
    for (const body of bodies) await attempt(body);
    stopListening();
    await attempt(async () => mirror?.stop());
    await attempt(() => store.close());
    return warnings;
  };
  return {
    runId,
    sinks: [sink],
    finish: (findings, files) =>
      closing(
        () =>
          store.logBatch(runId, {
            metrics: Object.entries(testMetrics(findings.metrics)).map(([key, value]) => ({ key, value, step: lastStep(findings.curves) })),
            ...(page.note && { tags: { "mlflow.note.content": page.note(findings) } }),
          }),
        () =>
          logFiles(
            store,
            runId,
            files.filter(({ name }) => page.isArtifact(name)),
            attempt,
          ),
        () => end("FINISHED"),
      ),
    fail: (reason, step) =>
      closing(
        () => store.logBatch(runId, { tags: failureTags(reason, step) }),
        () => end("FAILED"),
      ),
  };
}

/** What runs under a parent does not repeat who made it, from what. */
async function begin(
  store: FileStore,
  { experiment, parentRunId }: TrackingTarget,
  { name, tags }: RunPage,
): Promise<{ runId: string; experimentId: string }> {
  if (parentRunId === null) return startRun(store, { experiment, name, tags: { ...(await gitTags(root)), ...tags } });
  const experimentId = await store.getOrCreateExperiment(experiment);
  return store.createRun({ experimentId, runName: name, tags: { [PARENT_TAG]: parentRunId, ...tags } });
}

/** Ends the runs of processes that are gone, and mends their files. What was found damaged is returned. */
export async function endAbandoned(folder: string): Promise<string[]> {
  const warnings: string[] = [];
  const attempt = attempts(warnings);
  if (!existsSync(folder)) return warnings;
  await attempt(async () => {
    const store = fileStore(folder);
    warnings.push(...(await store.repair()).notes.map((note) => `tracking: ${note}`));
    await store.close();
  });
  return warnings;
}

const untracked = (warnings: string[]): TrackedRun => ({
  runId: null,
  sinks: [],
  finish: async () => warnings,
  fail: async () => warnings,
});

function mirrorOf(to: string, folder: string, runId: string, warnings: string[]): LiveMirror {
  return startMirror({
    folder,
    to,
    runIds: [runId],
    patienceSeconds: PATIENCE_SECONDS,
    warn: (message) => warnings.push(message),
    tell: (message) => process.stdout.write(`${message}\n`),
  });
}

/** Files as artifacts of a run; one that cannot be logged does not cost the others. Result files are replaced, never changed in place. */
export async function logFiles(
  store: Store,
  runId: string,
  files: readonly RunFile[],
  attempt: ReturnType<typeof attempts>,
): Promise<void> {
  for (const { name, path } of files) await attempt(() => store.uploadArtifact(runId, name, { file: path, isFinal: true }));
}

export const failureTags = (reason: string, step: number | null): Record<string, string> => ({
  "evenkeel.failure": reason,
  ...(step !== null && { "evenkeel.failedAtStep": String(step) }),
});
