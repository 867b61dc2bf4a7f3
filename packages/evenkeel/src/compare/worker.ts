import { type CellOutcome, type Sink, writeWhole } from "@evenkeel/core";
import { type FinishedTrial, hashOf, pullCells, readResult, type TrialResult, whatIsWrong } from "@evenkeel/experiment";
import { CHECKPOINT } from "@evenkeel/tracking";
import { join } from "node:path";
import { endOnUncaught } from "../process/ending.js";
import { reasonOf } from "../process/own-line.js";
import { systemErrorText } from "../process/system-errors.js";
import { engineFor } from "../run/engine-for.js";
import { plannedUpdates } from "../run/train-run.js";
import { executeRun } from "../run/execute-run.js";
import { openRun } from "../run/open-run.js";
import { runConfigOf, writeRunFiles } from "../run/run-files.js";
import { guardOutput } from "../process/redact.js";
import { sinksOf } from "../run/sinks.js";
import { trackRun } from "../run/tracking.js";
import type { Cell, CellJob, Progress, TakenResult } from "./job.js";
import { ownCode } from "../workbench/code-hash.js";
import { openProject } from "../workbench/project.js";
import { trialPage } from "./trial-page.js";

/** Runs a cell; one that fails is a result like any other. */
async function work(job: CellJob, tell: (message: Progress) => void): Promise<CellOutcome> {
  try {
    const result = await trialOf(job, tell).catch((error: unknown): TrialResult => {
      if (isDiskError(error)) throw error;
      return failed(job.cell, reasonOf(error));
    });
    writeWhole(join(job.cell.folder, "result.json"), JSON.stringify(result));
    return result.status === "failed" ? { status: "failed", reason: result.reason } : { status: "finished" };
  } catch (error) {
    const reason = systemErrorText(error)?.replace(/\.$/, "") ?? reasonOf(error);
    if (isDiskError(error)) tell({ type: "cannotWrite", reason });
    return { status: "failed", reason };
  }
}

let loadedCode: { readonly hash: string | null } | null = null;

async function trialOf(job: CellJob, report: (message: Progress) => void): Promise<TrialResult> {
  const { cell } = job;
  const { bench } = await openProject(job.project);
  // What was loaded is told at once: whoever changes a file later changes nothing in this process.
  loadedCode ??= { hash: ownCode(bench) };
  if (loadedCode.hash !== job.code)
    throw new Error("the project's own components are no longer those that the comparison was planned with: a file changed. Run it again.");
  const run = await openRun(bench, configOf(job));
  if (run.dataset.digest !== job.data)
    throw new Error("the data are no longer those that the comparison was planned on: their file changed. Run it again.");
  if (hashOf(run.splitOf(job.trial)) !== job.split)
    throw new Error(
      `protocol=${run.config.components["protocol"]!.name}: expected the split that the comparison was planned with, got another: methods would be compared on other rows. Draw from \`stream\` alone.`,
    );
  // A model that another method trained is one of this run's files, and of no plan's.
  const changed = run.files.find(({ setting, sha256 }) => cell.files[setting] !== undefined && cell.files[setting] !== sha256);
  if (changed) throw new Error(`${changed.setting}: the file is no longer the one that the comparison was planned on. Run it again.`);
  const { description: engine } = await engineFor(run);
  const page = trialPage({ ...cell, condition: job.condition, trial: job.trial }, runConfigOf(run));
  const warnings: string[] = [];
  const tracked = await trackRun({ ...job.tracking, project: job.project, parentRunId: cell.methodRunId, mirrorTo: null }, page, warnings);
  const { hash, settings } = cell;
  const { runId: trackingRunId } = tracked;
  const outcome = await executeRun(run, {
    engine,
    sinks: [tracked, ...sinksOf(run, cell.folder, cell.runName), progressSink(plannedUpdates(run), report)],
    write({ scores: _, saved: __, ...findings }) {
      checkFinite({ status: "finished", hash, settings, ...findings, trackingRunId, warnings: [] });
      return writeRunFiles(cell.folder, run, { ...findings, scores: _, saved: __ }, engine);
    },
  });
  if (outcome.status === "failed") return failed(cell, outcome.reason, outcome.step, trackingRunId);
  const { scores: _, saved: __, ...findings } = outcome.findings;
  return {
    status: "finished",
    hash,
    settings,
    ...findings,
    trackingRunId,
    warnings: [...run.warnings, ...outcome.warnings, ...warnings],
  };
}

function failed({ hash, settings }: Cell, reason: string, step: number | null = null, trackingRunId: string | null = null): TrialResult {
  return { status: "failed", hash, settings, reason, step, trackingRunId };
}

/** What JSON cannot hold, no table could show: a trial that ends with such a number has failed. */
function checkFinite(found: FinishedTrial): void {
  const undefinedMetrics = Object.entries(found.metrics).flatMap(([name, value]) =>
    Number.isFinite(value) ? [] : [`${name} is ${value}`],
  );
  const wrong = undefinedMetrics.length > 0 ? undefinedMetrics.join(", ") : whatIsWrong(JSON.parse(JSON.stringify(found)), null);
  if (wrong !== null) throw new Error(`expected every number that was found to be finite, got: ${wrong}`);
}

/** Nothing that the method did: no other run could be written either. */
function isDiskError(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    ["ENOSPC", "EDQUOT", "EROFS", "EFBIG", "EIO", "EACCES", "EPERM"].includes(String(error.code)) &&
    "syscall" in error
  );
}

/** With what other methods found in place of their names. */
function configOf({ under, trial, cell: { written, takes } }: CellJob): Cell["written"] {
  const config: Record<string, unknown> = { ...written, condition: under, trial };
  for (const { role, setting, what, folder, hash } of takes) {
    const source = readResult(folder, hash);
    const found = source?.status === "finished" ? foundBy[what](source, folder) : null;
    if (found === null) throw new Error(`the run whose ${what} it takes did not finish`);
    config[role] = { ...(config[role] as object), [setting]: found };
  }
  return config as Cell["written"];
}

/** Where a result keeps what was found, by its kind. */
const foundBy: Readonly<Record<TakenResult["what"], (trial: FinishedTrial, folder: string) => readonly number[] | string | null>> = {
  contributions: ({ contributions }) => contributions,
  model: (_, folder) => join(folder, CHECKPOINT),
  // Made anew for each batch: nothing is left of them.
  "batch-weights": () => null,
};

function progressSink(updates: number, report: (message: Progress) => void): Sink {
  return {
    name: "progress",
    handle(event) {
      if (event.type === "windowEnded") report({ type: "updates", step: event.step, updates });
    },
    close: async () => undefined,
  };
}

guardOutput();
pullCells((payload, tell) => work(payload as CellJob, tell));
endOnUncaught(() => "");
// A listener that is always there: one that came and went with each run would lose a signal between two turns of the event loop.
process.on("SIGTERM", () => process.exit(143));
