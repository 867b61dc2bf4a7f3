import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { visible, writeWhole } from "@evenkeel/core";
import { hashOf } from "@evenkeel/experiment";
import type { ComparisonReport } from "@evenkeel/report";
import { datasetInputs, gitTags, onTermination, primaryMetricTags, systemSampler, tolerantStore } from "@evenkeel/tracking";
import { fileStore, type FileStore, flattenParams, startRun } from "mlflow-js-client";
import { PACKAGE_FOLDER } from "../workbench/package-folder.js";
import { tagsOfInterest } from "../run/class-of-interest.js";
import { ENVIRONMENT, environmentText } from "../run/run-files.js";
import { writeFiles } from "../run/write-files.js";
import type { RunFile } from "@evenkeel/tracking";
import { ENGINE_TAG } from "../run/run-page.js";
import { attemptsInto } from "../run/tracking.js";
import { logFiles } from "@evenkeel/tracking";
import type { OpenedComparison } from "./open-comparison.js";
import { sharedParams } from "./method-config.js";
import { finishMethodRuns, methodRunsOf, settleMethodRuns } from "./method-runs.js";
import { keyOf } from "./settle-folder.js";
import { COMPARISON_TAG, trackOnce } from "./tracked-trials.js";

/** As often as MLflow itself asks. */
const SYSTEM_SECONDS = 10;

/** The MLflow run that stands for the comparison; its methods are nested in it, and in each its trials. */
export interface ParentRun {
  /** Null if nothing can be tracked; `warnings` say why. */
  readonly runId: string | null;
  /** What was found and mended at the start, and what could not be logged so far. */
  readonly warnings: readonly string[];
  /** Logs the conclusion, sees to it that each trial is there once, and ends all runs. What could not be logged is returned. */
  finish(report: ComparisonReport, note: string, files: readonly RunFile[]): Promise<string[]>;
  /** Ends what runs as killed, now; the same comparison opens it again. */
  interrupt(): Promise<void>;
}

/**
 * Goes on with the run of the same comparison if there is one: a folder of results has one parent. Runs of processes that
 * are gone are ended, unfinished attempts taken out of the way, and runs that are gone from MLflow's folder made again from
 * the results.
 *
 * @param config - the composed experiment.
 */
export async function parentRun(opened: OpenedComparison, root: string, config: string, engine: string): Promise<ParentRun> {
  const warnings: string[] = [];
  const attempt = attemptsInto(warnings);
  let begun: Begun | null = null;
  await attempt(async () => (begun = await begin(opened, root, engine, warnings)));
  if (!begun)
    return {
      runId: null,
      warnings: [
        ...warnings,
        `tracking: nothing of this comparison is in ${root}; its results are written to files all the same, and the same command makes MLflow's runs from them.`,
      ],
      finish: async () => [],
      interrupt: async () => {},
    };
  const { store, runId } = begun as Begun;
  const methodRuns = methodRunsOf(opened, runId);
  let open: readonly string[] = [];
  const track = async (thorough: boolean): Promise<void> => {
    await attempt(async () => (open = await settleMethodRuns(store, methodRuns, opened, attempt)));
    await attempt(async () => void warnings.push(...(await trackOnce(store, runId, methodRuns, opened, thorough))));
  };
  await track(true);
  let own: RunFile[] = [];
  await attempt(() => (own = writeFiles(opened.folder, ownFiles(opened, config, engine))));
  await logFiles(store, runId, own, attempt);
  const stopSampling = sampleSystem(store, runId);
  const end = (id: string, status: "FINISHED" | "KILLED") => store.updateRun(id, { status, endTime: Date.now() });
  // All at once: where a signal ends the process nothing is waited for.
  const kill = (): Promise<unknown>[] => [...open, runId].map((id) => end(id, "KILLED"));
  const stopListening = onTermination((endsNow) => {
    if (endsNow) void Promise.allSettled(kill());
  });
  const early = warnings.splice(0);
  return {
    runId,
    warnings: early,
    async finish(report, note, files) {
      stopSampling();
      await track(false);
      await attempt(async () => void warnings.push(...(await finishMethodRuns(store, methodRuns, opened, report))));
      await attempt(() => store.logBatch(runId, { tags: { "mlflow.note.content": note } }));
      await logFiles(store, runId, files, attempt);
      await attempt(() => end(runId, "FINISHED"));
      stopListening();
      await attempt(() => store.close());
      return warnings;
    },
    async interrupt() {
      stopSampling();
      for (const ending of kill()) await attempt(() => ending);
      stopListening();
    },
  };
}

/** What all trials share, once. */
function ownFiles({ plan }: OpenedComparison, config: string, engine: string): Record<string, string> {
  return { "config.yaml": config, [ENVIRONMENT]: environmentText(engine), "splits.json": JSON.stringify(plan.splits) };
}

/** Logs the state of the machine while the comparison runs. What cannot be read or logged is no loss. */
function sampleSystem(store: FileStore, runId: string): () => void {
  const sample = systemSampler();
  let step = 0;
  const log = async (): Promise<void> => {
    const metrics = Object.entries(await sample()).map(([key, value]) => ({ key, value, step: step++ }));
    await store.logBatch(runId, { metrics });
  };
  const timer = setInterval(() => void log().catch(() => undefined), SYSTEM_SECONDS * 1000).unref();
  return () => clearInterval(timer);
}

interface Begun {
  readonly store: FileStore;
  readonly runId: string;
}

async function begin(opened: OpenedComparison, root: string, engine: string, warnings: string[]): Promise<Begun> {
  const { comparison, plan, folder } = opened;
  const note = (sentence: string) => void warnings.push(`tracking: ${sentence}`);
  const store = tolerantStore(fileStore(root), note);
  const { notes } = await store.repair();
  notes.forEach(note);
  const memory = join(folder, "parent-run.json");
  const params = {
    ...sharedParams(plan),
    ...flattenParams({
      methods: plan.methods.map(({ name }) => name).join(", "),
      conditions: comparison.conditions.join(", "),
      trials: plan.numTrials,
      contrasts: JSON.stringify(comparison.contrasts),
      primary: comparison.primary,
      contrastsHash: hashOf(comparison.contrasts),
    }),
  };
  const name = `comparison on ${visible(plan.dataset.name)} · ${comparison.title}`;
  const identity = `${basename(folder)}@${keyOf(opened)}`;
  const remembered = runIdIn(memory);
  const known = await find(store, remembered, identity);
  const experimentId = await store.getOrCreateExperiment(comparison.name);
  const runId = (known !== null && (await goOn(store, known, params)) && known) || (await make());
  // From here on the run is running: what cannot be logged must not keep it from being ended.
  const attempt = attemptsInto(warnings);
  const { positive } = plan;
  const interest =
    plan.dataset.numClasses === 2
      ? tagsOfInterest({ name: plan.dataset.classNames[positive]!, isSet: plan.methods[0]!.config.positive !== null })
      : {};
  const tags = { [COMPARISON_TAG]: identity, "mlflow.runName": name, [ENGINE_TAG]: engine, ...interest };
  await attempt(() => store.logBatch(runId, { params, tags }));
  await attempt(() =>
    store.logDatasets(runId, datasetInputs({ dataset: plan.dataset, roles: { comparison: [...plan.dataset.labels.keys()] } })),
  );
  const { higherIsBetter } = plan.metrics[comparison.primary]!;
  await attempt(() => store.setExperimentTags(experimentId, primaryMetricTags(`${comparison.primary}.mean`, higherIsBetter)));
  await attempt(() => writeWhole(memory, JSON.stringify({ runId })));
  return { store, runId };

  async function make(): Promise<string> {
    const tags = { ...(await gitTags(opened.bench.project ?? PACKAGE_FOLDER)), [COMPARISON_TAG]: identity };
    // The id that it had before, if all of it is gone: a server then knows it again.
    const isGone = remembered !== null && known === null;
    return (await startRun(store, { experiment: comparison.name, name, tags, ...(isGone && { runId: remembered }) })).runId;
  }
}

/** Null for a file that is not there, or cut. */
function runIdIn(memory: string): string | null {
  try {
    const { runId } = JSON.parse(readFileSync(memory, "utf8")) as { runId?: unknown };
    return typeof runId === "string" && /^[0-9a-f]{32}$/.test(runId) ? runId : null;
  } catch {
    return null;
  }
}

/** The parent by the id that was written down, else by its tag: the file may be gone. */
async function find(store: FileStore, remembered: string | null, identity: string): Promise<string | null> {
  const candidates = (await store.runsByTag(COMPARISON_TAG)).filter(({ value }) => value === identity);
  const chosen =
    candidates.find(({ info }) => info.runId === remembered) ?? candidates.findLast(({ info }) => info.lifecycleStage === "active");
  return (
    chosen?.info.runId ??
    (remembered !== null &&
    (await store.getRun(remembered).then(
      () => true,
      () => false,
    ))
      ? remembered
      : null)
  );
}

/** Whether the run was opened again: not if it stands for another comparison after all, since params are written once. */
async function goOn(store: FileStore, runId: string, params: Readonly<Record<string, string>>): Promise<boolean> {
  const { info, data } = await store.getRun(runId);
  if (Object.entries(params).some(([key, value]) => data.params[key] !== undefined && data.params[key] !== value)) return false;
  if (info.lifecycleStage === "deleted") await store.restoreRun(runId);
  await store.updateRun(runId, { status: "RUNNING" });
  return true;
}
