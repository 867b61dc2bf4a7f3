import type { Sink } from "@evenkeel/core";
import { datasetInputs, gitTags, logCheckpoint, mlflowSink, onTermination, primaryMetricTags, runNote, startMirror } from "@evenkeel/tracking";
import { fileStore, flattenParams, type FileStore, type RunHandle, startRun } from "mlflow-js-client";
import { root } from "../paths.js";
import type { RunFindings } from "./execute-run.js";
import type { OpenedRun } from "./open-run.js";
import { effectiveConfig, type RunFile } from "./run-files.js";
import { describeMetrics } from "./score.js";

/** Ends the waiting for a server that does not answer when the run is over. */
const PATIENCE_SECONDS = 5;

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
  readonly runId: string | null;
  readonly sinks: readonly Sink[];
  /** Logs what was found and ends the run. */
  finish(findings: RunFindings, files: readonly RunFile[]): Promise<string[]>;
  /** Ends the run as failed. */
  fail(reason: string, step: number | null): Promise<string[]>;
}

/** Begins an MLflow run for `run`: name, tags, params and data sets are there before the first update. */
export async function trackRun(target: TrackingTarget, name: string, run: OpenedRun, tags: Readonly<Record<string, string>>): Promise<TrackedRun> {
  const warnings: string[] = [];
  const attempt = async (body: () => Promise<unknown>): Promise<void> => {
    try {
      await body();
    } catch (error) {
      warnings.push(`tracking: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const store = fileStore(target.root);
  let handle: RunHandle | null = null;
  await attempt(async () => (handle = await begin(store, target, name, run, { ...(await repositoryTags), ...tags })));
  if (!handle) return { runId: null, sinks: [], finish: async () => warnings, fail: async () => warnings };
  const { runId, setTags, end, logMetrics, setNote, logArtifact } = handle as RunHandle;
  const mirror = target.mirrorTo === null ? null : startMirror({ folder: target.root, to: target.mirrorTo, runIds: [runId], patienceSeconds: PATIENCE_SECONDS, warn: (message) => warnings.push(message) });
  const sink = mlflowSink({ store, runId, endRun: false });
  const stopListening = onTermination((endsNow) => {
    sink.flush();
    if (endsNow) void end("KILLED");
  });
  const closing = async (...bodies: (() => Promise<unknown>)[]): Promise<string[]> => {
    stopListening();
    for (const body of bodies) await attempt(body);
    await attempt(async () => mirror?.stop());
    await attempt(() => store.close());
    return warnings;
  };
  return {
    runId,
    sinks: [sink],
    finish: (findings, files) =>
      closing(
        () => logMetrics(prefixed(findings.metrics), run.config.training.updates),
        () => setNote(noteOf(name, run, findings)),
        () => logFiles(store, runId, run, files, logArtifact),
        () => end("FINISHED"),
      ),
    fail: (reason, step) => closing(() => setTags({ "evenkeel.failure": reason, ...(step !== null && { "evenkeel.failedAtStep": String(step) }) }), () => end("FAILED")),
  };
}

const repositoryTags = gitTags(root);

async function begin(store: FileStore, target: TrackingTarget, name: string, run: OpenedRun, tags: Readonly<Record<string, string>>): Promise<RunHandle> {
  const handle = await startRun(store, { experiment: target.experiment, name, tags, ...(target.parentRunId !== null && { parentRunId: target.parentRunId }) });
  const { dataset, split, config } = run;
  const roles = { training: split.train, meta: split.meta, validation: split.validation ?? [], test: split.test };
  await store.logBatch(handle.runId, { params: flattenParams(paramsOf(run)) });
  await handle.logDatasets(datasetInputs({ dataset, roles, ...(config.condition === "planted" && { plantedRows: split.planted ?? [] }) }));
  if (target.parentRunId === null) await declarePrimary(store, handle, run);
  return handle;
}

/** MLflow's page then shows this metric first. */
async function declarePrimary(store: FileStore, { experimentId }: RunHandle, run: OpenedRun): Promise<void> {
  const metric = Object.keys(describeMetrics(run))[0]!;
  await store.setExperimentTags(experimentId, primaryMetricTags(`test/${metric}`, describeMetrics(run)[metric]!.higherIsBetter));
}

async function logFiles(store: FileStore, runId: string, run: OpenedRun, files: readonly RunFile[], logArtifact: RunHandle["logArtifact"]): Promise<void> {
  const [checkpoints, artifacts] = [files.filter(({ name }) => name.endsWith(".safetensors")), files.filter(({ name }) => !name.endsWith(".safetensors"))];
  for (const { name, path } of artifacts) await logArtifact(name, { file: path });
  if (checkpoints.length > 0) {
    await logCheckpoint(store, { runId, name: "model", modelType: run.config.components["model"]!.name, step: run.config.training.updates, files: checkpoints.map(({ path }) => path) });
  }
}

/** Without the lists that are artifacts: a param holds 6,000 characters. */
function paramsOf(run: OpenedRun): Record<string, unknown> {
  const { weighter, ...rest } = effectiveConfig(run);
  if (weighter === undefined) return rest;
  const { weights: _, ...settings } = weighter as { weights?: unknown };
  return { ...rest, weighter: settings };
}

function noteOf(name: string, run: OpenedRun, { metrics, seconds }: RunFindings): string {
  const described = describeMetrics(run);
  const facts = Object.fromEntries(Object.entries(described).map(([key, { label }]) => [label, metrics[key] ?? Number.NaN]));
  return runNote({ summary: `${name} on ${run.dataset.name}.`, facts: { ...facts, "seconds of training": seconds } });
}

const prefixed = (metrics: Readonly<Record<string, number>>): Record<string, number> => Object.fromEntries(Object.entries(metrics).map(([key, value]) => [`test/${key}`, value]));
