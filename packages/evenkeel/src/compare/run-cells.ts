import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ConfigTree } from "@evenkeel/compose";
import { type QueuedCell, UserError, writeWhole } from "@evenkeel/core";
import { hashOf, memoryQueue, readResult, type TrialResult } from "@evenkeel/experiment";
import { CHECKPOINT } from "@evenkeel/tracking";
import { ownCode } from "../workbench/code-hash.js";
import { InterruptedError } from "../process/interrupted-error.js";
import { systemErrorText } from "../process/system-errors.js";
import { methodRunId } from "./run-names.js";
import type { CellJob, Progress } from "./job.js";
import type { ComparisonProgress } from "./progress.js";
import type { CompareOptions, OpenedComparison, PlannedCell } from "./open-comparison.js";

/** Runs what is not finished, in parallel processes. Returns how many runs there were to do. */
export async function runComparison(
  opened: OpenedComparison,
  options: CompareOptions,
  parentRunId: string | null,
  display: ComparisonProgress,
): Promise<number> {
  const metrics = Object.keys(opened.plan.metrics);
  const isOpen = ({ folder, hash }: PlannedCell): boolean => options.fresh || readResult(folder, hash, metrics)?.status !== "finished";
  const openAlone = opened.cells.filter(isOpen);
  // A model that is taken and was lost is made again.
  const lost = new Set(
    openAlone.flatMap(({ takes }) =>
      takes.flatMap(({ what, folder }) => (what === "model" && !existsSync(join(folder, CHECKPOINT)) ? [folder] : [])),
    ),
  );
  const open = opened.cells.filter((cell) => openAlone.includes(cell) || lost.has(cell.folder));
  if (open.length === 0) return 0;
  // Whatever lies in these folders is from now on not a result: a run that a killed process leaves is told from one that is done,
  // and no file of a former run stands beside one that fails.
  for (const { folder } of open) rmSync(folder, { recursive: true, force: true });
  const abort = new AbortController();
  const stop = () => abort.abort();
  if (options.signal?.aborted) stop();
  options.signal?.addEventListener("abort", stop);
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  display.start(open.length, opened.cells.length - open.length);
  try {
    await runCells(opened, open, options, parentRunId, display, abort);
  } finally {
    display.stop();
    options.signal?.removeEventListener("abort", stop);
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
  if (abort.signal.aborted) throw new InterruptedError();
  return open.length;
}

/** Longer than anything but a process that is gone goes without a word. */
const LEASE_SECONDS = 60;

/** Workers pull the cells; a run whose process was killed by a signal is tried once more, in a new one. */
async function runCells(
  opened: OpenedComparison,
  cells: readonly PlannedCell[],
  options: CompareOptions,
  parentRunId: string | null,
  display: ComparisonProgress,
  abort: AbortController,
): Promise<void> {
  const queue = memoryQueue({ leaseSeconds: LEASE_SECONDS });
  await queue.add(queuedCells(opened, cells, options, parentRunId));
  const byId = new Map(cells.map((cell) => [idOf(cell), cell]));
  const unsettled = new Set(byId.keys());
  let cannotWrite: string | null = null;
  const launch = { worker: new URL("./worker.js", import.meta.url), queue, atMost: cells.length, signal: abort.signal };
  for await (const event of opened.launcher.start(launch)) {
    const { cell: queued, attempt, token } = event.lease;
    const cell = byId.get(queued.id)!;
    const { condition, trial, method } = cell;
    switch (event.type) {
      case "told": {
        const message = event.message as Progress;
        if (message.type === "updates") display.updates(cell, message.step, message.updates);
        else {
          cannotWrite ??= message.reason;
          abort.abort();
        }
        break;
      }
      case "finished":
        if (event.accepted) unsettled.delete(queued.id);
        if (event.accepted && !abort.signal.aborted) display.ended(cell, event.outcome.status === "failed" ? event.outcome.reason : null);
        break;
      case "lost": {
        if (event.signal !== undefined && attempt === 1) {
          display.killed(condition, trial, method, event.reason);
          await queue.release(token);
          break;
        }
        const reason = event.signal === undefined ? event.reason : `${event.reason}, as the one before`;
        if ((await queue.finish(token, { status: "failed", reason })) === "late") break;
        unsettled.delete(queued.id);
        recordLost(reason, cell);
        display.ended(cell, reason);
        break;
      }
      default:
    }
  }
  if (cannotWrite !== null) throw cannotWriteError(opened.folder, cannotWrite);
  if (unsettled.size > 0 && !abort.signal.aborted)
    throw new Error(
      `launcher: expected every run to end, got ${unsettled.size} of ${cells.length} that did not: ${[...unsettled].join(", ")}.`,
    );
}

function cannotWriteError(folder: string, reason: string): UserError {
  return new UserError(
    `${folder}: expected to write results, got: ${reason}. Finished runs are kept; the same command goes on from there.`,
  );
}

/** A worker that died left no word of its cell. */
function recordLost(reason: string, { folder, hash, settings }: PlannedCell): void {
  const result: TrialResult = { status: "failed", hash, settings, reason, step: null, trackingRunId: null };
  try {
    writeWhole(join(folder, "result.json"), JSON.stringify(result));
  } catch (error) {
    throw cannotWriteError(folder, systemErrorText(error)?.replace(/\.$/, "") ?? (error as Error).message);
  }
}

const idOf = ({ condition, trial, method }: PlannedCell): string => `${condition}/${trial}/${method}`;

/** What is taken of another run is there when that run is settled; those that were finished before are no cells of this queue. */
function queuedCells(
  { bench, comparison, plan }: OpenedComparison,
  cells: readonly PlannedCell[],
  { output }: CompareOptions,
  parentRunId: string | null,
): QueuedCell[] {
  const ids = new Set(cells.map(idOf));
  const tracking = { root: join(resolve(output), "mlruns"), experiment: comparison.name };
  const code = ownCode(bench);
  return cells.map((cell) => {
    const { condition, trial } = cell;
    const payload: CellJob = {
      project: bench.project,
      code,
      data: plan.dataset.digest,
      split: hashOf(plan.splits[trial]),
      condition,
      under: plan.conditions[condition]!.config as ConfigTree,
      trial,
      cell: { ...cell, methodRunId: parentRunId === null ? null : methodRunId(parentRunId, condition, cell.method) },
      tracking,
    };
    const needs = cell.takes.map(({ method }) => idOf({ ...cell, method })).filter((id) => ids.has(id));
    return { id: idOf(cell), payload, needs, group: `${condition}/${trial}` };
  });
}
