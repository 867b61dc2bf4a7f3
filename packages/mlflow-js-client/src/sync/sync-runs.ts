import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { RunInfo } from "../entities.js";
import { FileBackend } from "../file/file-backend.js";
import { MlflowError } from "../mlflow-error.js";
import { restStore } from "../rest/rest-store.js";
import type { Store } from "../store.js";
import { RunSync, type RunSyncResult } from "./run-sync.js";

/** Which runs are brought from where to where, and who is told. */
export interface SyncOptions {
  /** The folder of a file store. */
  readonly from: string | URL;
  /** A tracking server, or another store. */
  readonly to: string | Store;
  /** Only these runs, and the parents that they hang under. */
  readonly runIds?: readonly string[];
  /** Called after each run that was brought there. */
  readonly onRun?: (result: RunSyncResult) => void;
  /** A run that began less than this ago and goes on is left for later: then it goes there whole, in fewer requests. 0 unless said. */
  readonly settleSeconds?: number;
  /** A server answers several requests in the time of two; on one machine it then takes more of its processors. 3 unless said. */
  readonly runsAtOnce?: number;
}

/** What a mirror of runs follows. */
export interface MirrorOptions extends Pick<SyncOptions, "runIds" | "onRun"> {
  /** Runs that began later cannot be there without a note of it in their folder: now unless said. */
  readonly since?: number;
}

/** What one pass over the runs of a folder looks at. */
export interface PassOptions extends Pick<SyncOptions, "settleSeconds" | "runsAtOnce"> {
  /** Looks at complete runs again, file by file. */
  readonly thorough?: boolean;
}

/** A run that could not be brought, and why. */
export interface SyncFailure {
  readonly runId: string;
  readonly error: unknown;
}

/** What became of each run. */
export interface SyncReport {
  readonly results: readonly RunSyncResult[];
  /** What could not be sent; it is kept, and sent by the next sync. */
  readonly failures: readonly SyncFailure[];
}

/** Repeated passes over one folder; what a pass found out the next one knows. */
export interface RunMirror {
  /** Sends what is new. A server that does not answer ends the pass: the failure is in the report, the rest waits. */
  pass(options?: PassOptions): Promise<SyncReport>;
}

function isHopeless(error: unknown): boolean {
  return error instanceof MlflowError && ["UNREACHABLE", "UNAUTHENTICATED", "PERMISSION_DENIED", "ENDPOINT_NOT_FOUND"].includes(error.code);
}

/** Follows the runs of a folder, or some of them, and brings what is new to another store at every pass. */
export function mirrorRuns(from: string | URL, to: Store, { runIds, onRun, since = Date.now() }: MirrorOptions = {}): RunMirror {
  const local = new FileBackend(pathOf(from));
  const sync = new RunSync(local, to, since);
  /** The version of each run of which all is there. */
  const there = new Map<string, string>();

  function runs(settling: number): RunInfo[] {
    if (runIds) return runIds.map((runId) => local.runInfo(runId) ?? missing(runId));
    const active = local.experiments().filter(({ lifecycleStage }) => lifecycleStage === "active");
    return active
      .flatMap(({ experimentId }) => local.runs(experimentId))
      .filter((info) => isOfInterest(info, settling))
      .sort((a, b) => a.startTime - b.startTime);
  }

  function isOfInterest(info: RunInfo, settling: number): boolean {
    if (info.lifecycleStage === "deleted") return sync.isLeftThere(info);
    return info.status !== "RUNNING" || Date.now() - info.startTime >= settling * 1000;
  }

  async function pass({ thorough = false, settleSeconds = 0, runsAtOnce = 3 }: PassOptions = {}): Promise<SyncReport> {
    // In the order of the runs, however they got there.
    const results = new Map<string, RunSyncResult | null>();
    const failures: SyncFailure[] = [];
    const all = runs(settleSeconds).map((info) => ({ info, version: local.version(info) }));
    const due = thorough ? all : all.filter(({ info, version }) => there.get(info.runId) !== version);
    for (const { info } of due) results.set(info.runId, null);
    let isOver = false;
    const work = async (): Promise<void> => {
      for (let next = due.shift(); next; next = due.shift()) {
        const { info, version } = next;
        try {
          const result = await sync.sync(info);
          results.set(info.runId, result);
          if (result.isUpToDate) there.set(info.runId, version);
          onRun?.(result);
        } catch (error) {
          if (!isHopeless(error)) {
            failures.push({ runId: info.runId, error });
            continue;
          }
          // The others under way fail of the same; one word is enough.
          if (!isOver) failures.push({ runId: info.runId, error });
          isOver = true;
          due.length = 0;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(runsAtOnce, due.length) }, work));
    return { results: [...results.values()].filter((result) => result !== null), failures };
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
 * A run gets another id there. What was deleted here is deleted there, if it was brought there before.
 */
export async function syncRuns({ from, to, runIds, onRun, ...how }: SyncOptions): Promise<SyncReport> {
  if (!existsSync(pathOf(from)))
    throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `sync: expected a folder of runs, got ${pathOf(from)}, which is not there.`);
  const store = typeof to === "string" ? restStore(to) : to;
  try {
    return await mirrorRuns(from, store, { ...(runIds ? { runIds } : {}), ...(onRun ? { onRun } : {}) }).pass(how);
  } finally {
    if (typeof to === "string") await store.close();
  }
}
