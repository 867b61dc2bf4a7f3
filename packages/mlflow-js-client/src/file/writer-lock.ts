import { existsSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { MlflowError } from "../mlflow-error.js";
import { createFile, hasCode, readIfThere, removeFile, temporaryName } from "./atomic.js";

const writerLock = "writer.lock";

interface Holder {
  readonly pid: number;
  readonly thread: number;
  readonly host: string;
  /** When the process began, in the system's ticks: a later process may get the same pid. */
  readonly began: string | null;
}

function beganAt(pid: number): string | null {
  try {
    // Field 22 of proc_pid_stat(5); the second field may hold blanks and ends with the last parenthesis.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

/** Of another machine only silence can be seen: longer than any writer of ours is silent. */
const longestSilenceMilliseconds = 3_600_000;
const touchEveryMilliseconds = 60_000;

/** It never changes, and a lock is taken for every run. */
let ownBegan: string | null | undefined;

function isAlive({ pid, host, began }: Holder, path: string): boolean {
  if (host !== hostname()) return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < longestSilenceMilliseconds;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return began === null || beganAt(pid) === null || beganAt(pid) === began;
}

function parse(text: string | null): Holder | null {
  try {
    const holder = JSON.parse(text ?? "null") as Partial<Holder> | null;
    return typeof holder?.pid === "number" && typeof holder.host === "string"
      ? { pid: holder.pid, host: holder.host, thread: holder.thread ?? 0, began: holder.began ?? null }
      : null;
  } catch {
    return null;
  }
}

/**
 * Makes this thread the only writer of the run in `folder`, or the only holder of another lock there; a lock that a dead
 * process left is taken over.
 *
 * @throws MlflowError RUN_LOCKED
 */
export function acquireLock(folder: string, name: string = writerLock): void {
  const path = join(folder, name);
  const own: Holder = { pid: process.pid, thread: threadId, host: hostname(), began: (ownBegan ??= beganAt(process.pid)) };
  for (let attempt = 0; attempt < 3; attempt++) {
    if (createFile(path, JSON.stringify(own), folder)) return;
    const text = readIfThere(path);
    if (text === null) continue;
    const holder = parse(text);
    if (holder && isAlive(holder, path)) {
      throw new MlflowError(
        "RUN_LOCKED",
        `run folder ${folder}: expected nobody else at work, got process ${holder.pid} on ${holder.host}. Wait for it; if it is gone, delete ${path}.`,
      );
    }
    removeStale(path, text, folder);
  }
  throw new MlflowError("RUN_LOCKED", `run folder ${folder}: expected nobody else at work, got several. Try again.`);
}

/** Removes the lock that was read, not one that somebody made since: moves it aside first and looks at it. */
function removeStale(path: string, text: string, folder: string): void {
  const aside = join(folder, temporaryName());
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = readIfThere(aside);
  rmSync(aside, { force: true });
  if (moved !== null && moved !== text) createFile(path, moved, folder);
}

/** Whether somebody holds the writer's lock, or died holding it. */
export function isLocked(folder: string): boolean {
  return existsSync(join(folder, writerLock));
}

const touched = new Map<string, number>();

/** Shows other machines that the writer of the run in `folder` is alive: called with every write, done once a minute. */
export function touchLock(folder: string): void {
  const now = Date.now();
  if (now - (touched.get(folder) ?? 0) < touchEveryMilliseconds) return;
  touched.set(folder, now);
  try {
    utimesSync(join(folder, writerLock), now / 1000, now / 1000);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

export function releaseLock(folder: string, name: string = writerLock): void {
  removeFile(join(folder, name));
}
