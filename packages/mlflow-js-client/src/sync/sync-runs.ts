import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { RunInfo } from "../entities.js";
import { FileBackend } from "../file/file-backend.js";
import { MlflowError } from "../mlflow-error.js";
import { restStore } from "../rest/rest-store.js";
import type { Store } from "../store.js";
import { RunSync, type RunSyncResult } from "./run-sync.js";

export interface SyncOptions {
  /** The folder of a file store. */
  readonly from: string | URL;
  /** A tracking server, or another store. */
  readonly to: string | Store;
  /** Only these runs, and the parents that they hang under. */
  readonly runIds?: readonly string[];
  /** Called after each run that was brought there. */
  readonly onRun?: (result: RunSyncResult) => void;
}

export interface SyncFailure {
  readonly runId: string;
  readonly error: unknown;
}

export interface SyncReport {
  readonly results: readonly RunSyncResult[];
  /** What could not be sent; it is kept, and sent by the next sync. */
  readonly failures: readonly SyncFailure[];
}

/** Repeated passes over one folder; what a pass found out the next one knows. */
export interface RunMirror {
  /**
   * Sends what is new. A server that does not answer ends the pass: the failure is in the report, the rest waits.
   *
   * @param thorough - looks at complete runs again, file by file.
   */
  pass(thorough?: boolean): Promise<SyncReport>;
}

function isHopeless(error: unknown): boolean {
  return error instanceof MlflowError && ["UNREACHABLE", "UNAUTHENTICATED", "PERMISSION_DENIED", "ENDPOINT_NOT_FOUND"].includes(error.code);
}

/** Follows the runs of a folder, or some of them, and brings what is new to another store at every pass. */
export function mirrorRuns(from: string | URL, to: Store, { runIds, onRun }: Pick<SyncOptions, "runIds" | "onRun"> = {}): RunMirror {
  const local = new FileBackend(pathOf(from));
  const sync = new RunSync(local, to);
  const complete = new Map<string, string>();

  function runs(): RunInfo[] {
    if (runIds) return runIds.map((runId) => local.runInfo(runId) ?? missing(runId));
    const active = local.experiments().filter(({ lifecycleStage }) => lifecycleStage === "active");
    return active.flatMap(({ experimentId }) => local.runs(experimentId)).filter((info) => info.lifecycleStage === "active").sort((a, b) => a.startTime - b.startTime);
  }

  async function pass(thorough = false): Promise<SyncReport> {
    const results: RunSyncResult[] = [];
    const failures: SyncFailure[] = [];
    for (const info of runs()) {
      const version = local.version(info);
      if (!thorough && complete.get(info.runId) === version) continue;
      try {
        const result = await sync.sync(info);
        results.push(result);
        onRun?.(result);
        if (result.isComplete) complete.set(info.runId, version);
      } catch (error) {
        failures.push({ runId: info.runId, error });
        if (isHopeless(error)) break;
      }
    }
    return { results, failures };
  }

  return { pass };
}

const pathOf = (folder: string | URL): string => (folder instanceof URL || folder.startsWith("file:") ? fileURLToPath(folder) : folder);

function missing(runId: string): never {
  throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `sync: expected a run of the folder, got ${JSON.stringify(runId)}.`);
}

/**
 * Replays the runs of a folder to a server: with their times, nested under their parents, with data sets, artifacts and
 * logged models. A second sync adds only what is new; interrupted anywhere and started again, it loses and doubles nothing.
 *
 * A run gets another id there. Runs and experiments that were deleted here are left out.
 */
export async function syncRuns({ from, to, runIds, onRun }: SyncOptions): Promise<SyncReport> {
  if (!existsSync(pathOf(from))) throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `sync: expected a folder of runs, got ${pathOf(from)}, which is not there.`);
  const store = typeof to === "string" ? restStore(to) : to;
  try {
    return await mirrorRuns(from, store, { ...(runIds ? { runIds } : {}), ...(onRun ? { onRun } : {}) }).pass();
  } finally {
    if (typeof to === "string") await store.close();
  }
}
