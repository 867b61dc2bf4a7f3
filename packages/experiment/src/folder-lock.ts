import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "@evenkeel/core";

/** Who works in a folder. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, in the system's ticks: a later process may get the same pid. Null where the system does not say. */
  readonly began: string | null;
  /** ISO 8601. */
  readonly since: string;
}

/** A folder that this process alone works in. */
export interface FolderLock {
  /** What was found of a holder that is gone, in one line. */
  readonly takenOver: string | null;
  /** Lets others work in the folder. */
  release(): void;
}

const FILE = "in-use.json";
/** How often the holder says that it is alive. */
const HEARTBEAT_MILLISECONDS = 10_000;
/** Another machine's process cannot be asked: without a heartbeat for as long as this, it is gone. */
const SILENCE_MILLISECONDS = 60_000;

/**
 * Makes this process the only one that works in a folder, until it is released or the process ends. What a dead process left
 * is taken over.
 *
 * @throws UserError with the process and host that work there.
 */
export function lockFolder(folder: string, remedy: string): FolderLock {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, FILE);
  const own: Holder = { pid: process.pid, host: hostname(), began: processOf(process.pid)?.began ?? null, since: new Date().toISOString() };
  let takenOver: string | null = null;
  while (!create(path, own)) {
    const text = textOf(path);
    if (text === null) continue;
    const holder = holderOf(text);
    if (holder && isAlive(holder, path)) {
      throw new UserError(
        `${folder}: expected nobody else at work in this folder, got process ${holder.pid} on ${holder.host}, since ${holder.since}. ${remedy}`,
      );
    }
    if (!holder && !isSilent(path))
      throw new UserError(
        `${folder}: expected nobody else at work in this folder, got a lock that cannot be read. If nobody is, delete ${path}. ${remedy}`,
      );
    takenOver = holder
      ? `Process ${holder.pid} on ${holder.host}, which worked in ${folder}, is gone: going on from what it left.`
      : `A lock in ${folder} that cannot be read was removed.`;
    removeStale(path, text);
  }
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MILLISECONDS).unref();
  const release = () => {
    clearInterval(heartbeat);
    process.off("exit", release);
    rmSync(path, { force: true });
  };
  process.on("exit", release);
  return { takenOver, release };
}

/** Makes the file with all of its text, unless it is there. */
function create(path: string, holder: Holder): boolean {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, JSON.stringify(holder));
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    return createWithoutLinks(path, holder, error);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** For file systems without hard links. */
function createWithoutLinks(path: string, holder: Holder, cause: unknown): boolean {
  if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
  try {
    writeFileSync(path, JSON.stringify(holder), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function holderOf(text: string): Holder | null {
  try {
    const { pid, host, began, since } = (JSON.parse(text) ?? {}) as Holder;
    return Number.isInteger(pid) && typeof host === "string" ? { pid, host, began: began ?? null, since } : null;
  } catch {
    return null;
  }
}

/** Whether a process of this machine has ended. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "EPERM";
  }
}

function isAlive({ pid, host, began }: Holder, path: string): boolean {
  if (host !== hostname()) return !isSilent(path);
  if (isGone(pid)) return false;
  const now = processOf(pid);
  return now === null || (now.state !== "Z" && (began === null || now.began === began));
}

function isSilent(path: string): boolean {
  const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
  return Date.now() - mtimeMs > SILENCE_MILLISECONDS;
}

/** Null where the system has no /proc. */
function processOf(pid: number): { readonly state: string; readonly began: string } | null {
  try {
    // Fields 3 and 22 of proc_pid_stat(5); the second field may hold blanks and ends with the last parenthesis.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0]!, began: fields[19]! };
  } catch {
    return null;
  }
}

/** Removes the lock that was read, not one that somebody made since: moves it aside first and looks at it. */
function removeStale(path: string, text: string): void {
  const aside = `${path}.${process.pid}.tmp`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (textOf(aside) !== text) {
    try {
      linkSync(aside, path);
    } catch {
      // Somebody has made a new one in between: that one holds.
    }
  }
  rmSync(aside, { force: true });
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Somebody removed the folder: the next write will say so.
  }
}
