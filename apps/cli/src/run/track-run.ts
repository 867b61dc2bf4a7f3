import type { Sink } from "@evenkeel/core";
import { mlflowSink } from "@evenkeel/tracking";
import { fileStore, flattenParams, startRun } from "mlflow-js-client";
import type { TrackingTarget } from "../compare/job.js";
import { datasetInputs } from "./dataset-inputs.js";
import type { OpenedRun } from "./open-run.js";
import { effectiveConfig, type RunFile } from "./run-files.js";

/** A run that is being tracked. Nothing here stops a training: what could not be logged is returned as warnings. */
export interface TrackedRun {
  readonly runId: string | null;
  readonly sinks: readonly Sink[];
  /** Logs what was found and ends the run. */
  finish(metrics: Readonly<Record<string, number>>, files: readonly RunFile[]): Promise<string[]>;
  /** Ends the run as failed. */
  fail(reason: string, step: number | null): Promise<string[]>;
}

/** Begins an MLflow run for `run`: name, tags, params and data sets are there before the first update. */
export async function trackRun(target: TrackingTarget, name: string, run: OpenedRun, tags: Readonly<Record<string, string>>): Promise<TrackedRun> {
  const store = fileStore(target.root);
  const warnings: string[] = [];
  const attempt = async <T>(body: () => Promise<T>): Promise<T | null> => {
    try {
      return await body();
    } catch (error) {
      warnings.push(`tracking: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  };
  const handle = await attempt(() =>
    startRun(store, { experiment: target.experiment, name, tags, ...(target.parentRunId && { parentRunId: target.parentRunId }) }),
  );
  const closing = async (body: () => Promise<void>) => {
    if (handle) await attempt(body);
    await attempt(() => store.close());
    return warnings;
  };
  if (handle) {
    await attempt(async () => {
      await store.logBatch(handle.runId, { params: flattenParams(paramsOf(run)) });
      await handle.logDatasets(datasetInputs(run));
    });
  }
  return {
    runId: handle?.runId ?? null,
    sinks: handle ? [mlflowSink({ store, runId: handle.runId, endRun: false })] : [],
    finish: (metrics, files) =>
      closing(async () => {
        await handle!.logMetrics(prefixed(metrics), run.config.training.updates);
        for (const file of files) await handle!.logArtifact(file.name, { file: file.path });
        await handle!.end("FINISHED");
      }),
    fail: (reason, step) =>
      closing(async () => {
        await handle!.setTags({ "evenkeel.failure": reason, ...(step !== null && { "evenkeel.failedAtStep": String(step) }) });
        await handle!.end("FAILED");
      }),
  };
}

/** Without the lists that are artifacts: a param holds 6,000 characters. */
function paramsOf(run: OpenedRun): Record<string, unknown> {
  const { weighter, ...rest } = effectiveConfig(run);
  const { weights: _, ...settings } = weighter as { weights?: unknown };
  return { ...rest, weighter: settings };
}

const prefixed = (metrics: Readonly<Record<string, number>>): Record<string, number> => Object.fromEntries(Object.entries(metrics).map(([key, value]) => [`test/${key}`, value]));
