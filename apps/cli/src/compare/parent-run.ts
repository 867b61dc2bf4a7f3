import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { writeWhole } from "@evenkeel/core";
import { hashOf } from "@evenkeel/experiment";
import { gitTags, onTermination, primaryMetricTags, tolerantStore } from "@evenkeel/tracking";
import { fileStore, type FileStore, flattenParams, openRun, type RunHandle, startRun } from "mlflow-js-client";
import { root as repository } from "../paths.js";
import { attempts } from "../run/track-run.js";
import type { OpenedComparison } from "./compare.js";
import { keyOf } from "./settle-folder.js";
import { COMPARISON_TAG, trackOnce } from "./tracked-trials.js";

/** The MLflow run that stands for the comparison; its trials are nested in it. */
export interface ParentRun {
  /** Null if nothing can be tracked; `warnings` say why. */
  readonly runId: string | null;
  /** What was found and mended at the start, and what could not be logged so far. */
  readonly warnings: readonly string[];
  /** Logs the conclusion, sees to it that each trial is there once, and ends the run. What could not be logged is returned. */
  finish(
    metrics: Readonly<Record<string, number>>,
    note: string,
    files: readonly { readonly name: string; readonly path: string }[],
  ): Promise<string[]>;
  /** Ends the run as killed, now; the same comparison opens it again. */
  interrupt(): Promise<void>;
}

/**
 * Goes on with the run of the same comparison if there is one: a folder of results has one parent. Runs of processes that
 * are gone are ended, unfinished attempts taken out of the way, and runs that are gone from MLflow's folder made again from
 * the results.
 */
export async function parentRun(opened: OpenedComparison, root: string): Promise<ParentRun> {
  const warnings: string[] = [];
  const attempt = attempts(warnings);
  let begun: Begun | null = null;
  await attempt(async () => (begun = await begin(opened, root, warnings)));
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
  const { store, handle } = begun as Begun;
  const track = (thorough: boolean) => attempt(async () => void warnings.push(...(await trackOnce(store, handle.runId, opened, thorough))));
  await track(true);
  const stopListening = onTermination((endsNow) => {
    if (endsNow) void handle.end("KILLED");
  });
  const early = warnings.splice(0);
  return {
    runId: handle.runId,
    warnings: early,
    async finish(metrics, note, files) {
      await track(false);
      await attempt(() => handle.logMetrics(metrics));
      await attempt(() => handle.setNote(note));
      for (const { name, path } of files) await attempt(() => handle.logArtifact(name, { file: path }));
      await attempt(() => handle.end("FINISHED"));
      stopListening();
      await attempt(() => store.close());
      return warnings;
    },
    async interrupt() {
      await attempt(() => handle.end("KILLED"));
      stopListening();
    },
  };
}

interface Begun {
  readonly store: FileStore;
  readonly handle: RunHandle;
}

async function begin(opened: OpenedComparison, root: string, warnings: string[]): Promise<Begun> {
  const { comparison, plan, folder } = opened;
  const note = (sentence: string) => void warnings.push(`tracking: ${sentence}`);
  const store = tolerantStore(fileStore(root), note);
  const { notes } = await store.repair();
  notes.forEach(note);
  const memory = join(folder, "parent-run.json");
  const params = flattenParams({
    methods: plan.methods.map(({ name }) => name).join(", "),
    conditions: comparison.conditions.join(", "),
    trials: plan.numTrials,
    contrasts: JSON.stringify(comparison.contrasts),
    primary: comparison.primary,
    contrastsHash: hashOf(comparison.contrasts),
  });
  const identity = `${basename(folder)}@${keyOf(opened)}`;
  const remembered = runIdIn(memory);
  const known = await find(store, remembered, identity);
  const handle = (known !== null && (await goOn(store, known, params))) || (await make());
  // From here on the run is running: what cannot be logged must not keep it from being ended.
  const attempt = attempts(warnings);
  await attempt(() => store.logBatch(handle.runId, { params, tags: { [COMPARISON_TAG]: identity } }));
  const { higherIsBetter } = plan.metrics[comparison.primary]!;
  await attempt(() => store.setExperimentTags(handle.experimentId, primaryMetricTags(`test/${comparison.primary}`, higherIsBetter)));
  await attempt(() => writeWhole(memory, JSON.stringify({ runId: handle.runId })));
  return { store, handle };

  async function make(): Promise<RunHandle> {
    const tags = { ...(await gitTags(repository)), [COMPARISON_TAG]: identity };
    // The id that it had before, if all of it is gone: a server then knows it again.
    const isGone = remembered !== null && known === null;
    return startRun(store, { experiment: comparison.name, name: comparison.title, tags, ...(isGone && { runId: remembered }) });
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

/** The run opened again, or null if it stands for another comparison after all: params are written once. */
async function goOn(store: FileStore, runId: string, params: Readonly<Record<string, string>>): Promise<RunHandle | null> {
  const { info, data } = await store.getRun(runId);
  if (Object.entries(params).some(([key, value]) => data.params[key] !== undefined && data.params[key] !== value)) return null;
  if (info.lifecycleStage === "deleted") await store.restoreRun(runId);
  await store.updateRun(runId, { status: "RUNNING" });
  return openRun(store, runId);
}
