import { existsSync } from "node:fs";
import type { MetricDescription, Sink } from "@evenkeel/core";
import {
  datasetInputs,
  gitTags,
  type LiveMirror,
  logCheckpoint,
  mlflowSink,
  onTermination,
  primaryMetricTags,
  runNote,
  startMirror,
  tolerantStore,
} from "@evenkeel/tracking";
import { fileStore, flattenParams, type FileStore, type RunHandle, startRun, type Store } from "mlflow-js-client";
import { root } from "../paths.js";
import { systemErrorText } from "../system-errors.js";
import type { RunFindings } from "./execute-run.js";
import type { OpenedRun } from "./open-run.js";
import { effectiveConfig, type RunFile } from "./run-files.js";
import { describeMetrics } from "./score.js";

/** Ends the waiting for a server that says nothing when the run is over. */
const PATIENCE_SECONDS = 15;

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

/** Begins an MLflow run for `run`: name, tags, params and data sets are there before the first update. */
export async function trackRun(
  target: TrackingTarget,
  name: string,
  run: OpenedRun,
  tags: Readonly<Record<string, string>>,
): Promise<TrackedRun> {
  const warnings: string[] = [];
  const attempt = attempts(warnings);
  let begun: { readonly store: FileStore; readonly handle: RunHandle } | null = null;
  await attempt(async () => {
    const store = tolerantStore(fileStore(target.root), (sentence) => warnings.push(`tracking: ${sentence}`));
    begun = {
      store,
      handle: await startRun(store, {
        experiment: target.experiment,
        name,
        tags: { ...(await repositoryTags), ...tags },
        ...(target.parentRunId !== null && { parentRunId: target.parentRunId }),
      }),
    };
  });
  if (!begun)
    return untracked([...warnings, `tracking: nothing of this run is in ${target.root}; its results are written to files all the same.`]);
  const { store, handle } = begun as { readonly store: FileStore; readonly handle: RunHandle };
  const { runId, setTags, end, logMetrics, setNote } = handle;
  await attempt(() => store.logBatch(runId, { params: paramsOf(effectiveConfig(run)) }));
  await attempt(() => handle.logDatasets(datasetsOf(run)));
  if (target.parentRunId === null) await attempt(() => declarePrimary(store, handle, run));
  const mirror = target.mirrorTo === null ? null : mirrorOf(target.mirrorTo, target.root, runId, warnings);
  const sink = mlflowSink({ store, runId, endRun: false });
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
        () => logMetrics(testMetrics(findings.metrics), run.config.training.updates),
        () => setNote(noteOf(name, run.dataset.name, describeMetrics(run), findings)),
        () =>
          logFiles(store, runId, { modelType: run.config.components["model"]!.name, step: run.config.training.updates }, files, attempt),
        () => end("FINISHED"),
      ),
    fail: (reason, step) =>
      closing(
        () => setTags(failureTags(reason, step)),
        () => end("FAILED"),
      ),
  };
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

const repositoryTags = gitTags(root);

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

/** MLflow's page then shows this metric first. */
async function declarePrimary(store: Store, { experimentId }: RunHandle, run: OpenedRun): Promise<void> {
  const metric = Object.keys(describeMetrics(run))[0]!;
  await store.setExperimentTags(experimentId, primaryMetricTags(`test/${metric}`, describeMetrics(run)[metric]!.higherIsBetter));
}

function datasetsOf({ dataset, split, config }: OpenedRun): ReturnType<typeof datasetInputs> {
  const roles = { training: split.train, meta: split.meta, validation: split.validation ?? [], test: split.test };
  return datasetInputs({ dataset, roles, ...(config.condition === "planted" && { plantedRows: split.planted ?? [] }) });
}

/** The files of a run as artifacts, its parameters as a logged model; one that cannot be logged does not cost the others. */
export async function logFiles(
  store: Store,
  runId: string,
  { modelType, step }: { readonly modelType: string; readonly step: number },
  files: readonly RunFile[],
  attempt: ReturnType<typeof attempts>,
): Promise<void> {
  const [checkpoints, artifacts] = [
    files.filter(({ name }) => name.endsWith(".safetensors")),
    files.filter(({ name }) => !name.endsWith(".safetensors")),
  ];
  for (const { name, path } of artifacts) await attempt(() => store.uploadArtifact(runId, name, { file: path }));
  if (checkpoints.length > 0)
    await attempt(() => logCheckpoint(store, { runId, name: "model", modelType, step, files: checkpoints.map(({ path }) => path) }));
}

/** A config as params, without the list of contributions, which is an artifact. */
export function paramsOf(config: Readonly<Record<string, unknown>>): Record<string, string> {
  const { weighter, ...rest } = config;
  const { weights: _, ...settings } = (weighter ?? {}) as { weights?: unknown };
  return flattenParams({ ...rest, ...(weighter !== undefined && { weighter: settings }) });
}

export const failureTags = (reason: string, step: number | null): Record<string, string> => ({
  "evenkeel.failure": reason,
  ...(step !== null && { "evenkeel.failedAtStep": String(step) }),
});

/** What MLflow's page says of a run. */
export function noteOf(
  name: string,
  data: string,
  described: Readonly<Record<string, MetricDescription>>,
  { metrics, seconds }: Pick<RunFindings, "metrics" | "seconds">,
): string {
  const facts = Object.fromEntries(Object.entries(described).map(([key, { label }]) => [label, metrics[key] ?? Number.NaN]));
  return runNote({ summary: `${name} on ${data}.`, facts: { ...facts, "seconds of training": seconds } });
}

export const testMetrics = (metrics: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(metrics).map(([key, value]) => [`test/${key}`, value]));
