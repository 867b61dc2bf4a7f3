import { join, relative, resolve } from "node:path";
import { toYaml } from "@evenkeel/compose";
import { removeTemporaryFiles, writeWhole } from "@evenkeel/core";
import { lockFolder } from "@evenkeel/experiment";
import { type ComparisonReport, renderMarkdown, renderReport } from "@evenkeel/report";
import { startMirror } from "@evenkeel/tracking";
import type { RunFile } from "@evenkeel/tracking";
import { trackingServer } from "../run/tracking-server.js";
import type { CompareOptions, OpenedComparison } from "./open-comparison.js";
import { runComparison } from "./run-cells.js";
import { parentRun } from "./parent-run.js";
import type { ComparisonProgress } from "./progress.js";
import { settleFolder } from "./settle-folder.js";
import { toReport } from "./to-report.js";

/** A server that answers is sent everything, however long that takes; this ends the waiting for one that does not. */
const PATIENCE_SECONDS = 15;
const LAST_WORD_SECONDS = 3;
/** Trials that are shorter go to the server whole: that is a third of the requests. */
const SETTLE_SECONDS = 10;
const INTERVAL_SECONDS = 5;

/** How an opened comparison is run, and who is told of it. */
export interface ComparisonOptions extends CompareOptions {
  /** As the engine calls itself. */
  readonly engine: string;
  readonly progress: ComparisonProgress;
  /** Told of what is wrong and lets the comparison go on, a sentence each. */
  warn(message: string): void;
  /** What is no warning. */
  tell(message: string): void;
  /** The report, before what is left of the tracking is done. */
  reported?(report: ComparisonReport): void;
}

/** What a comparison concluded, and where it was written. */
export interface PerformedComparison {
  readonly report: ComparisonReport;
  /** The page first. */
  readonly files: readonly RunFile[];
  /** The server that has all runs, if there is one. */
  readonly server: string | null;
}

/** Runs what is not finished of a comparison, concludes, reports and tracks it. One process works in its folder at a time. */
export async function performComparison(opened: OpenedComparison, options: ComparisonOptions): Promise<PerformedComparison> {
  const lock = lockFolder(opened.folder, "Wait until it is done, or work in another: `name=…` or `--output DIR`.");
  try {
    return await inFolder(opened, options, lock.takenOver);
  } finally {
    lock.release();
  }
}

async function inFolder(opened: OpenedComparison, options: ComparisonOptions, takenOver: string | null): Promise<PerformedComparison> {
  const { engine, progress, warn, tell, reported } = options;
  removeTemporaryFiles(opened.folder);
  for (const line of [...(takenOver === null ? [] : [takenOver]), ...settleFolder(opened)]) tell(line);
  const root = join(resolve(options.output), "mlruns");
  const server = trackingServer(root, warn);
  const since = Date.now();
  const parent = await parentRun(opened, root, configText(opened), engine);
  parent.warnings.forEach(warn);
  const mirror =
    server === null
      ? null
      : startMirror({
          folder: root,
          to: server,
          intervalSeconds: INTERVAL_SECONDS,
          settleSeconds: SETTLE_SECONDS,
          since,
          patienceSeconds: PATIENCE_SECONDS,
          warn,
          tell,
        });
  let report: ComparisonReport;
  let files: RunFile[];
  try {
    const numRun = await runComparison(opened, options, parent.runId, progress);
    if (numRun === 0) tell("Every run was finished before; --fresh repeats them.");
    report = toReport(opened, engine, storageOf(opened, root), new Date());
    files = writeReport(opened.folder, report);
  } catch (error) {
    await parent.interrupt();
    await mirror?.stop(LAST_WORD_SECONDS);
    throw error;
  }
  reported?.(report);
  (await parent.finish(report, noteOf(report), files)).forEach(warn);
  const isBrought = mirror !== null && (await mirror.stop());
  return { report, files, server: isBrought ? server : null };
}

function storageOf({ folder }: OpenedComparison, root: string): ComparisonReport["storage"] {
  return {
    description: `Each trial has a folder in ${shownPath(folder)} (result, config, split, predictions, contributions with parents); all are nested MLflow runs in ${shownPath(root)}.`,
    commands: [`MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri "file://${root}"`],
  };
}

/** The page first. */
function writeReport(folder: string, report: ComparisonReport): RunFile[] {
  const files = { "report.html": renderReport(report), "report.md": renderMarkdown(report), "report.json": JSON.stringify(report) };
  return Object.entries(files).map(([name, text]) => {
    const path = join(folder, name);
    writeWhole(path, text);
    return { name, path };
  });
}

/** What MLflow's page says of the comparison; the tables are in its artifacts. */
function noteOf({ title, question, conclusions, smallestVisibleDifference: { explanation } }: ComparisonReport): string {
  return [`**${title}**`, question, explanation, ...conclusions, "Tables and charts: artifacts `report.html`, `report.md`."].join("\n\n");
}

/** A path as it is shortest from here. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}

/** The composed experiment. */
export function configText({ comparison, plan }: OpenedComparison): string {
  const { run: _, methods: __, ...rest } = comparison;
  const methods = [
    ...plan.methods.map(({ name, written, equalTo }) => [name, equalTo ? `= ${equalTo}` : written] as const),
    ...plan.impossible.map(({ name, reason }) => [name, `not possible: ${reason}`] as const),
  ];
  return toYaml({ ...rest, numTrials: plan.numTrials, notes: plan.notes, methods: Object.fromEntries(methods) });
}
