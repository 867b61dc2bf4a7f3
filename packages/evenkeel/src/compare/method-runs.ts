import { readResult } from "@evenkeel/experiment";
import type { ComparisonReport } from "@evenkeel/report";
import { thinned } from "@evenkeel/tracking";
import type { FileStore, MetricPoint, RunInfo } from "mlflow-js-client";
import type { RunFile } from "@evenkeel/tracking";
import { attemptsInto } from "../run/tracking.js";
import { logFiles, PARENT_TAG, type Attempt } from "@evenkeel/tracking";
import { type OpenedComparison, resultsOf } from "./open-comparison.js";
import { differing, methodParams, sharedParams } from "./method-config.js";
import { writeMethodFiles } from "./method-files.js";
import type { PlannedMethod } from "./planned-method.js";
import { cellName, methodRunId } from "./run-names.js";

/** Points of a mean curve: enough to see its form. */
const CURVE_POINTS = 30;

/** The MLflow run of a method under a condition; its trials are nested in it. */
export interface MethodRun {
  readonly runId: string;
  readonly condition: string;
  readonly method: PlannedMethod;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** What it does not share with all other methods. */
  readonly params: Readonly<Record<string, string>>;
}

export function methodRunsOf({ comparison: { conditions }, plan }: OpenedComparison, parentRunId: string): MethodRun[] {
  const shared = sharedParams(plan);
  return conditions.flatMap((condition) =>
    plan.methods.map((method) => ({
      runId: methodRunId(parentRunId, condition, method.name),
      condition,
      method,
      name: cellName(conditions, condition, method.title),
      tags: { [PARENT_TAG]: parentRunId, condition, method: method.name, ...(method.equalTo !== null && { equalTo: method.equalTo }) },
      params: differing(methodParams(method, plan.conditions[condition]!), shared),
    })),
  );
}

/**
 * Sees to it that each method has its run, with what it says of the method. Those whose trials are not all done are open, and so are
 * new ones until the comparison is done.
 *
 * @returns the ids of open runs.
 */
export async function settleMethodRuns(
  store: FileStore,
  methodRuns: readonly MethodRun[],
  { comparison, cells }: OpenedComparison,
  attempt: Attempt,
): Promise<string[]> {
  const known = new Map((await store.runsByTag("mlflow.runName")).map(({ info }) => [info.runId, info]));
  const unfinished = cells.filter(({ folder, hash }) => readResult(folder, hash) === null);
  const open: string[] = [];
  for (const run of methodRuns) {
    const info = known.get(run.runId);
    const isMissing = unfinished.some(({ condition, method }) => condition === run.condition && method === run.method.name);
    if (!info || isMissing || info.status === "RUNNING") open.push(run.runId);
    await attempt(() => (info ? mend(store, run, info, isMissing) : make(store, run, comparison.name)));
  }
  return open;
}

async function make(store: FileStore, { runId, name, tags, params }: MethodRun, experiment: string): Promise<void> {
  await store.createRun({ experimentId: await store.getOrCreateExperiment(experiment), runId, runName: name, tags });
  await store.logBatch(runId, { params });
}

async function mend(store: FileStore, { runId, name, tags, params }: MethodRun, info: RunInfo, isMissing: boolean): Promise<void> {
  if (info.lifecycleStage === "deleted") await store.restoreRun(runId);
  const { data } = await store.getRun(runId);
  await store.logBatch(runId, { params: differing(params, data.params), tags: differing({ ...tags, "mlflow.runName": name }, data.tags) });
  if (isMissing && info.status !== "RUNNING") await store.updateRun(runId, { status: "RUNNING" });
}

/** Logs what the report says of each method, under the same names for all, and ends their runs. */
export async function finishMethodRuns(
  store: FileStore,
  runs: readonly MethodRun[],
  opened: OpenedComparison,
  report: ComparisonReport,
): Promise<string[]> {
  const warnings: string[] = [];
  const attempt = attemptsInto(warnings);
  const results = resultsOf(opened);
  for (const { runId, condition, method } of runs) {
    const { data, info } = await store.getRun(runId);
    const known = new Map(data.metrics.map(({ key, value }) => [key, value]));
    const points = [...means(report, condition, method.name), ...curves(report, condition, method.name)];
    const last = new Map(points.map(({ key, value }) => [key, value]));
    await attempt(() => store.logBatch(runId, { metrics: points.filter(({ key }) => !Object.is(known.get(key), last.get(key))) }));
    let files: RunFile[] = [];
    await attempt(() => (files = writeMethodFiles(opened, condition, method, results(condition, method.name))));
    await logFiles(store, runId, files, attempt);
    const status = report.cells.find((cell) => cell.condition === condition && cell.method === method.name)?.status;
    const ended = status === "failed" ? "FAILED" : "FINISHED";
    if (info.status !== ended) await attempt(() => store.updateRun(runId, { status: ended, endTime: Date.now() }));
  }
  return warnings;
}

/** `<metric>.mean`, and the interval of the report as `.low` and `.high`. */
function means({ cells }: ComparisonReport, condition: string, method: string): MetricPoint[] {
  const values = cells.find((cell) => cell.condition === condition && cell.method === method)?.values ?? {};
  return Object.entries(values).flatMap(
    ([
      metric,
      {
        mean,
        interval: [low, high],
      },
    ]) =>
      Object.entries({ mean, low, high }).flatMap(([name, value]) =>
        value !== null && Number.isFinite(value) ? [{ key: `${metric}.${name}`, value }] : [],
      ),
  );
}

/** Learning curves, averaged over trials. */
function curves({ learningCurves = [] }: ComparisonReport, condition: string, method: string): MetricPoint[] {
  const own = learningCurves.find((curve) => curve.condition === condition && curve.method === method);
  if (!own) return [];
  const isKept = thinned(own.steps.at(-1)!, CURVE_POINTS);
  const kept = own.steps.map(isKept);
  return (["train", "meta", "test"] as const).flatMap((name) =>
    own.steps.flatMap((step, i) => {
      const value = own[name]?.mean[i];
      return kept[i] && typeof value === "number" ? [{ key: `${name}/loss.mean`, value, step }] : [];
    }),
  );
}
