import type { Job, JobStatus, Sink } from "@evenkeel/core";
import { readResult, type TrialResult, writeWhole } from "@evenkeel/experiment";
import { join } from "node:path";
import { engineFor } from "../run/engine-for.js";
import { executeRun } from "../run/execute-run.js";
import { openRun } from "../run/open-run.js";
import { writeRunFiles } from "../run/run-files.js";
import { guardOutput } from "../redact.js";
import { trackRun } from "../run/track-run.js";
import type { Cell, Progress, TrialJob } from "./job.js";
import { withContributions } from "./plan.js";

/** Runs the cells of a job one after the other; a cell that fails is a result like any other. */
async function work({ id, payload }: Job, tell: (status: JobStatus) => void): Promise<void> {
  const job = payload as TrialJob;
  for (const cell of job.cells) {
    const report = (message: Progress) => tell({ type: "progress", id, message });
    const result = await runCell(job, cell, report);
    report({ type: "cell", method: cell.method, status: result.status, reason: result.status === "failed" ? result.reason : null, warnings: result.status === "finished" ? result.warnings : [] });
  }
}

async function runCell(job: TrialJob, cell: Cell, report: (message: Progress) => void): Promise<TrialResult> {
  let result: TrialResult;
  try {
    const run = await openRun(configOf(job, cell));
    const { description: engine } = await engineFor(run);
    const tracked = await trackRun(job.tracking, `${cell.title} · ${job.condition} · trial ${job.trial}`, run, { condition: job.condition, method: cell.method, trial: String(job.trial) });
    const outcome = await executeRun(run, engine, [...tracked.sinks, progressSink(cell.method, run.config.training.updates, report)]);
    if (outcome.status === "failed") {
      await tracked.fail(outcome.reason, outcome.step);
      result = { status: "failed", hash: cell.hash, reason: outcome.reason, step: outcome.step, trackingRunId: tracked.runId };
    } else {
      const { scores: _, checkpoint: __, ...findings } = outcome.findings;
      const files = writeRunFiles(cell.folder, run, outcome.findings, engine);
      const warnings = [...run.warnings, ...outcome.warnings, ...(await tracked.finish(outcome.findings, files))];
      result = { status: "finished", hash: cell.hash, ...findings, trackingRunId: tracked.runId, warnings };
    }
  } catch (error) {
    result = { status: "failed", hash: cell.hash, reason: error instanceof Error ? error.message : String(error), step: null, trackingRunId: null };
  }
  writeWhole(join(cell.folder, "result.json"), JSON.stringify(result));
  return result;
}

function configOf({ condition, trial }: TrialJob, { written, contributionsFrom }: Cell): Cell["written"] {
  const config = { ...written, condition, trial };
  if (!contributionsFrom) return config;
  const source = readResult(contributionsFrom.folder, contributionsFrom.hash);
  if (source?.status !== "finished" || !source.contributions) throw new Error("the run whose contributions it takes did not finish");
  return withContributions(config, source.contributions);
}

function progressSink(method: string, updates: number, report: (message: Progress) => void): Sink {
  return {
    name: "progress",
    handle(event) {
      if (event.type === "windowEnded") report({ type: "updates", method, step: event.step, updates });
    },
    close: async () => undefined,
  };
}

guardOutput();
process.on("message", (job: Job) => {
  const tell = (status: JobStatus) => void process.send?.(status);
  work(job, tell).then(
    () => tell({ type: "finished", id: job.id }),
    (error: unknown) => tell({ type: "failed", id: job.id, reason: error instanceof Error ? error.message : String(error) }),
  );
});
// A listener that is always there: one that came and went with each run would lose a signal between two turns of the event loop.
process.on("SIGTERM", () => process.exit(143));
// Whoever started us is gone: nobody would read what we find.
process.on("disconnect", () => process.exit());
