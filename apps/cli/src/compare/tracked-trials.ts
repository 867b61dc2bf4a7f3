import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { type ConfigTree, loadYaml } from "@evenkeel/compose";
import { type Curve, type FinishedTrial, readResult, type TrialResult } from "@evenkeel/experiment";
import { datasetInputs } from "@evenkeel/tracking";
import { type FileStore, MlflowError, type Run, type RunInfo, startRun } from "mlflow-js-client";
import { tagsOfInterest } from "../run/class-of-interest.js";
import { attempts, failureTags, logFiles, noteOf, paramsOf, testMetrics } from "../run/track-run.js";
import type { OpenedComparison, PlannedCell } from "./compare.js";

/** On the run of a comparison: the name of its folder of results, and the key of the comparison. */
export const COMPARISON_TAG = "evenkeel.comparison";
const PARENT_TAG = "mlflow.parentRunId";

/** The result files of a cell that are no artifacts. */
const OWN_FILES = /(^result\.json|\.tmp)$/;

/**
 * Makes MLflow's folder say what the results say: each trial that has a result is there once, under the parent, with its
 * status, its params and test metrics. A run that is gone is made again from the result's files; attempts that came to
 * nothing, and runs of results that were replaced, are deleted (MLflow shows them among the deleted ones). Trials that two
 * comparisons share are under the later one; a comparison that is left without trials is deleted, one of other settings
 * stays. A run that some process still writes is left alone.
 *
 * @param thorough - looks into runs that are there for what they lack.
 * @returns what could not be done, in sentences.
 */
export async function trackOnce(store: FileStore, parentRunId: string, opened: OpenedComparison, thorough: boolean): Promise<string[]> {
  const warnings: string[] = [];
  const attempt = attempts(warnings);
  const runs = new Map((await store.runsByTag("mlflow.runName")).map(({ info }) => [info.runId, info]));
  const parentOf = new Map((await store.runsByTag(PARENT_TAG)).map(({ info, value }) => [info.runId, value]));
  const wanted = new Set<string>();
  for (const cell of opened.cells) {
    const result = readResult(cell.folder, cell.hash);
    if (!result) continue;
    const runId = runIdOf(cell, result);
    wanted.add(runId);
    const info = runs.get(runId);
    await attempt(() =>
      info
        ? mend(store, info, parentOf.get(runId), parentRunId, cell, result, opened, thorough)
        : remake(store, runId, parentRunId, cell, result, opened),
    );
  }
  for (const runId of leftOver(runs, parentOf, parentRunId, wanted)) {
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
 * What is of no use under this parent, and under those that its trials came from: there, only what came to nothing, and the parent
 * itself if no trial is left.
 */
function leftOver(
  runs: ReadonlyMap<string, RunInfo>,
  parentOf: ReadonlyMap<string, string>,
  parentRunId: string,
  wanted: ReadonlySet<string>,
): string[] {
  const childrenOf = (parent: string) =>
    [...parentOf]
      .filter(([runId, of]) => of === parent && !wanted.has(runId) && runs.get(runId)?.lifecycleStage === "active")
      .map(([runId]) => runId);
  const cameToNothing = (runId: string) => !["FINISHED", "FAILED"].includes(runs.get(runId)!.status);
  const former = new Set(
    [...parentOf].filter(([runId, parent]) => wanted.has(runId) && parent !== parentRunId).map(([, parent]) => parent),
  );
  return [
    ...childrenOf(parentRunId),
    ...[...former].flatMap((parent) => {
      const children = childrenOf(parent);
      const isEmpty = children.every(cameToNothing) && runs.get(parent)?.lifecycleStage === "active";
      return [...children.filter(cameToNothing), ...(isEmpty ? [parent] : [])];
    }),
  ];
}

function tagsOf({ condition, method, trial }: PlannedCell, parentRunId: string, result: TrialResult): Record<string, string> {
  return {
    [PARENT_TAG]: parentRunId,
    condition,
    method,
    trial: String(trial),
    ...(result.status === "finished" && tagsOfInterest(result.positive)),
  };
}

const nameOf = ({ title, condition, trial }: PlannedCell): string => `${title} · ${condition} · trial ${trial}`;

/** A run that is there: alive, under the parent, ended as its result says, and with what its result says. */
async function mend(
  store: FileStore,
  info: RunInfo,
  parent: string | undefined,
  parentRunId: string,
  cell: PlannedCell,
  result: TrialResult,
  opened: OpenedComparison,
  thorough: boolean,
): Promise<void> {
  const status = result.status === "finished" ? "FINISHED" : "FAILED";
  if (info.lifecycleStage === "deleted") await store.restoreRun(info.runId);
  if (thorough || info.status !== status || parent !== parentRunId) {
    const there = await store.getRun(info.runId);
    const tags = Object.entries(tagsOf(cell, parentRunId, result)).filter(([key, value]) => there.data.tags[key] !== value);
    if (tags.length > 0) await store.logBatch(info.runId, { tags: Object.fromEntries(tags) });
    if (result.status === "finished")
      await fill(store, there, cell, result, opened, { start: info.startTime, end: info.endTime ?? info.startTime });
  }
  if (info.status !== status)
    await store.updateRun(info.runId, { status, endTime: info.endTime ?? statSync(join(cell.folder, "result.json")).mtimeMs });
}

/** A run that is gone, from the files of its result. */
async function remake(
  store: FileStore,
  runId: string,
  parentRunId: string,
  cell: PlannedCell,
  result: TrialResult,
  opened: OpenedComparison,
): Promise<void> {
  const end = statSync(join(cell.folder, "result.json")).mtimeMs;
  const start = end - 1000 * (result.status === "finished" ? result.seconds : 0);
  const tags = {
    ...tagsOf(cell, parentRunId, result),
    "evenkeel.madeFrom": "result files",
    ...(result.status === "failed" && failureTags(result.reason, result.step)),
  };
  await startRun(store, { experiment: opened.comparison.name, runId, name: nameOf(cell), startTime: start, tags });
  if (result.status === "finished") await fill(store, await store.getRun(runId), cell, result, opened, { start, end });
  await store.updateRun(runId, { status: result.status === "finished" ? "FINISHED" : "FAILED", endTime: end });
}

/** Adds what a run lacks of its result: nothing, where all is well. */
async function fill(
  store: FileStore,
  there: Run,
  cell: PlannedCell,
  result: FinishedTrial,
  { plan, comparison }: OpenedComparison,
  times: { readonly start: number; readonly end: number },
): Promise<void> {
  const failed: string[] = [];
  const attempt = attempts(failed);
  const { runId } = there.info;
  let config: ConfigTree | null = null;
  await attempt(() => (config = configIn(cell.folder)));
  const updates = Number((config?.["training"] as { updates?: unknown } | undefined)?.updates ?? 0);
  const params = config ? paramsOf(config) : {};
  const metrics = new Set(there.data.metrics.map(({ key }) => key));
  const timestamp = (step: number): number => times.start + (times.end - times.start) * (updates > 0 ? Math.min(1, step / updates) : 1);
  const points = Object.entries(testMetrics(result.metrics)).map(([key, value]) => ({ key, value, step: updates, timestamp: times.end }));
  const curves = Object.entries(result.curves).flatMap(([name, curve]) =>
    pointsOf(`${name}/loss`, curve).map((point) => ({ ...point, timestamp: timestamp(point.step) })),
  );
  await attempt(() =>
    store.logBatch(runId, {
      params: Object.fromEntries(Object.entries(params).filter(([key]) => there.data.params[key] === undefined)),
      metrics: [...points, ...curves].filter(({ key }) => !metrics.has(key)),
    }),
  );
  if (there.data.tags["mlflow.note.content"] === undefined)
    await attempt(() =>
      store.logBatch(runId, { tags: { "mlflow.note.content": noteOf(nameOf(cell), plan.dataset.name, plan.metrics, result) } }),
    );
  const digests = new Set(there.datasets.map(({ dataset }) => dataset.digest));
  const unlogged = datasetsOf(cell, plan).filter(({ dataset }) => !digests.has(dataset.digest));
  if (unlogged.length > 0) await attempt(() => store.logDatasets(runId, unlogged));
  const artifacts = new Set(await allArtifacts(store, runId));
  const isMissing = (name: string): boolean => (name.endsWith(".safetensors") ? there.modelOutputs.length === 0 : !artifacts.has(name));
  const files = filesBelow(cell.folder).filter(({ name }) => !OWN_FILES.test(name) && isMissing(name));
  const modelType = String((config?.["model"] as { name?: unknown } | undefined)?.name ?? comparison.name);
  await logFiles(store, runId, { modelType, step: updates }, files, attempt);
  if (failed.length > 0) throw new Error(failed.map((sentence) => sentence.replace(/^tracking: /, "")).join(" "));
}

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

const pointsOf = (key: string, { steps, values }: Curve): { key: string; value: number; step: number }[] =>
  steps.map((step, i) => ({ key, value: values[i]!, step }));

function datasetsOf({ condition, trial }: PlannedCell, { dataset, splits }: OpenedComparison["plan"]): ReturnType<typeof datasetInputs> {
  const split = splits[trial]!;
  const roles = { training: split.train, meta: split.meta, validation: split.validation ?? [], test: split.test };
  return datasetInputs({ dataset, roles, ...(condition === "planted" && { plantedRows: split.planted ?? [] }) });
}

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
