import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { type ConfigTree, loadYaml } from "@evenkeel/compose";
import { type Curve, type FinishedTrial, readResult, type TrialResult } from "@evenkeel/experiment";
import { thinned } from "@evenkeel/tracking";
import { type FileStore, MlflowError, type Run, type RunInfo } from "mlflow-js-client";
import { metricOf } from "../run/recorder.js";
import { lastStep, type RunPage, testMetrics } from "../run/run-page.js";
import { attemptsInto } from "../run/tracking.js";
import { failureTags, logFiles, PARENT_TAG } from "@evenkeel/tracking";
import type { OpenedComparison, PlannedCell } from "./open-comparison.js";
import type { MethodRun } from "./method-runs.js";
import { methodRunId } from "./run-names.js";
import { trialPage } from "./trial-page.js";

/** On the run of a comparison: the name of its folder of results, and the key of the comparison. */
export const COMPARISON_TAG = "evenkeel.comparison";

/**
 * Makes MLflow's folder say what the results say: each trial that has a result is there once, under its method, with its status, its
 * params and test metrics. A run that is gone is made again from the result's files; attempts that came to nothing, and runs of
 * results that were replaced, are deleted (MLflow shows them among the deleted ones). Trials that two comparisons share are under the
 * later one; a comparison that is left without trials is deleted, one of other settings stays. A run that some process still writes is
 * left alone.
 *
 * @param thorough - looks into runs that are there for what they lack.
 * @returns what could not be done, in sentences.
 */
export async function trackOnce(
  store: FileStore,
  parentRunId: string,
  methodRuns: readonly MethodRun[],
  opened: OpenedComparison,
  thorough: boolean,
): Promise<string[]> {
  const warnings: string[] = [];
  const attempt = attemptsInto(warnings);
  const runs = new Map((await store.runsByTag("mlflow.runName")).map(({ info }) => [info.runId, info]));
  const valuesOf = async (tag: string) => new Map((await store.runsByTag(tag)).map(({ info, value }) => [info.runId, value]));
  const [parentOf, trialOf] = [await valuesOf(PARENT_TAG), await valuesOf("trial")];
  const wanted = new Set(methodRuns.map(({ runId }) => runId));
  for (const cell of opened.cells) {
    const result = readResult(cell.folder, cell.hash);
    if (!result) continue;
    const runId = runIdOf(cell, result);
    const parent = methodRunId(parentRunId, cell.condition, cell.method);
    wanted.add(runId);
    const info = runs.get(runId);
    await attempt(() =>
      info ? mend(store, info, parentOf.get(runId), parent, cell, result, thorough) : remake(store, runId, parent, cell, result, opened),
    );
  }
  for (const runId of leftOver(runs, { parentOf, trialOf }, parentRunId, methodRuns, wanted)) {
    await attempt(() =>
      store.deleteRun(runId).catch((error: unknown) => {
        if (!isWrittenByAnother(error)) throw error;
      }),
    );
  }
  return warnings;
}

const isWrittenByAnother = (error: unknown): boolean => error instanceof MlflowError && error.code === "RUN_LOCKED";

/** The id under which the trial was tracked; of one that was not, a function of what it is. */
const runIdOf = ({ hash }: PlannedCell, { trackingRunId }: TrialResult): string =>
  trackingRunId ?? createHash("md5").update(`run of ${hash}`).digest("hex");

/**
 * What is of no use under this comparison, and under those that its trials came from: there, only what came to nothing, and all of
 * the comparison if no trial is left.
 */
function leftOver(
  runs: ReadonlyMap<string, RunInfo>,
  { parentOf, trialOf }: Readonly<Record<"parentOf" | "trialOf", ReadonlyMap<string, string>>>,
  parentRunId: string,
  methodRuns: readonly MethodRun[],
  wanted: ReadonlySet<string>,
): string[] {
  const childrenOf = (parent: string) =>
    [...parentOf]
      .filter(([runId, of]) => of === parent && !wanted.has(runId) && runs.get(runId)?.lifecycleStage === "active")
      .map(([runId]) => runId);
  const belowOf = (parent: string): string[] => childrenOf(parent).flatMap((runId) => [...childrenOf(runId), runId]);
  const cameToNothing = (runId: string) => !["FINISHED", "FAILED"].includes(runs.get(runId)!.status);
  const former = new Set(
    [...wanted].flatMap((runId) => {
      const parent = parentOf.get(runId);
      const comparison = parent === undefined ? undefined : (parentOf.get(parent) ?? parent);
      return comparison === undefined || comparison === parentRunId || !trialOf.has(runId) ? [] : [comparison];
    }),
  );
  return [
    ...belowOf(parentRunId),
    ...methodRuns.flatMap(({ runId }) => childrenOf(runId)),
    ...[...former].flatMap((comparison) => {
      const below = belowOf(comparison);
      const trials = below.filter((runId) => trialOf.has(runId));
      const isEmpty = trials.every(cameToNothing) && runs.get(comparison)?.lifecycleStage === "active";
      return isEmpty ? [...below, comparison] : trials.filter(cameToNothing);
    }),
  ];
}

/** A run that is there: alive, under its method, ended as its result says, and with what its result says. */
async function mend(
  store: FileStore,
  info: RunInfo,
  parent: string | undefined,
  methodRun: string,
  cell: PlannedCell,
  result: TrialResult,
  thorough: boolean,
): Promise<void> {
  const status = result.status === "finished" ? "FINISHED" : "FAILED";
  if (info.lifecycleStage === "deleted") await store.restoreRun(info.runId);
  if (thorough || info.status !== status || parent !== methodRun) {
    const page = pageOf(cell);
    const there = await store.getRun(info.runId);
    const tags = Object.entries({ ...page.tags, [PARENT_TAG]: methodRun, "mlflow.runName": page.name });
    const missing = tags.filter(([key, value]) => there.data.tags[key] !== value);
    if (missing.length > 0) await store.logBatch(info.runId, { tags: Object.fromEntries(missing) });
    if (result.status === "finished")
      await fill(store, there, page, cell, result, { start: info.startTime, end: info.endTime ?? info.startTime });
  }
  if (info.status !== status)
    await store.updateRun(info.runId, { status, endTime: info.endTime ?? statSync(join(cell.folder, "result.json")).mtimeMs });
}

/** A run that is gone, from the files of its result. */
async function remake(
  store: FileStore,
  runId: string,
  methodRun: string,
  cell: PlannedCell,
  result: TrialResult,
  opened: OpenedComparison,
): Promise<void> {
  const end = statSync(join(cell.folder, "result.json")).mtimeMs;
  const start = end - 1000 * (result.status === "finished" ? result.seconds : 0);
  const page = pageOf(cell);
  const tags = {
    ...page.tags,
    [PARENT_TAG]: methodRun,
    "evenkeel.madeFrom": "result files",
    ...(result.status === "failed" && failureTags(result.reason, result.step)),
  };
  const experimentId = await store.getOrCreateExperiment(opened.comparison.name);
  await store.createRun({ experimentId, runId, runName: page.name, startTime: start, tags });
  if (result.status === "finished") await fill(store, await store.getRun(runId), page, cell, result, { start, end });
  await store.updateRun(runId, { status: result.status === "finished" ? "FINISHED" : "FAILED", endTime: end });
}

/** Adds what a run lacks of its result: nothing, where all is well. */
async function fill(
  store: FileStore,
  there: Run,
  { params, curvePoints, isArtifact }: RunPage,
  cell: PlannedCell,
  result: FinishedTrial,
  times: { readonly start: number; readonly end: number },
): Promise<void> {
  const failed: string[] = [];
  const attempt = attemptsInto(failed);
  const { runId } = there.info;
  const metrics = new Set(there.data.metrics.map(({ key }) => key));
  const updates = lastStep(result.curves);
  const timestamp = (step: number): number => times.start + (times.end - times.start) * (updates > 0 ? Math.min(1, step / updates) : 1);
  const points = Object.entries(testMetrics(result.metrics)).map(([key, value]) => ({ key, value, step: updates, timestamp: times.end }));
  const curves = Object.entries(result.curves).flatMap(([name, curve]) =>
    pointsOf(metricOf(name), curve, thinned(updates, curvePoints)).map((point) => ({ ...point, timestamp: timestamp(point.step) })),
  );
  await attempt(() =>
    store.logBatch(runId, {
      params: Object.fromEntries(Object.entries(params).filter(([key]) => there.data.params[key] === undefined)),
      metrics: [...points, ...curves].filter(({ key }) => !metrics.has(key)),
    }),
  );
  const artifacts = new Set(await allArtifacts(store, runId));
  const files = filesBelow(cell.folder).filter(({ name }) => isArtifact(name) && !artifacts.has(name));
  await logFiles(store, runId, files, attempt);
  if (failed.length > 0) throw new Error(failed.map((sentence) => sentence.replace(/^tracking: /, "")).join(" "));
}

/** Of a trial that failed there is no config. */
const pageOf = (cell: PlannedCell): RunPage => trialPage(cell, configIn(cell.folder) ?? { trial: cell.trial });

function configIn(folder: string): ConfigTree | null {
  const path = join(folder, "config.yaml");
  try {
    return existsSync(path) ? loadYaml(path) : null;
  } catch {
    throw new Error(
      `${path}: expected the config that was written there, got a damaged file. Delete ${folder}, and the same command finds the trial anew.`,
    );
  }
}

const pointsOf = (
  key: string,
  { steps, values }: Curve,
  isKept: (step: number) => boolean,
): { key: string; value: number; step: number }[] => steps.flatMap((step, i) => (isKept(step) ? [{ key, value: values[i]!, step }] : []));

async function allArtifacts(store: FileStore, runId: string, path = ""): Promise<string[]> {
  const found = await store.listArtifacts(runId, path);
  return (await Promise.all(found.map((entry) => (entry.isDirectory ? allArtifacts(store, runId, entry.path) : [entry.path])))).flat();
}

function filesBelow(folder: string): { name: string; path: string }[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: relative(folder, path).split(sep).join("/"), path }));
}
