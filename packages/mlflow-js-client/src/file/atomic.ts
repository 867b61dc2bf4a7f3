import { randomUUID } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** What marks a file that a crash may leave behind; MLflow does not look at such files where we put them. */
export const temporaryName = (): string => `tmp-${process.pid}-${randomUUID()}`;

const temporaryPattern = /^tmp-(\d+)-[0-9a-f-]{36}$/;

export const isTemporary = (name: string): boolean => temporaryPattern.test(name);

/** Whether it is such a file, of a process that is gone: that of a living one is about to be renamed. */
export function isLeftover(name: string): boolean {
  const pid = temporaryPattern.exec(name)?.[1];
  if (pid === undefined || Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return hasCode(error, "ESRCH");
  }
}

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

/** Null where there is no such file. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR", "EISDIR")) return null;
    throw error;
  }
}

function writeWhole(path: string, text: string, durable: boolean): void {
  const file = openSync(path, "wx");
  try {
    const bytes = Buffer.from(text, "utf8");
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    if (durable) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Replaces `path` so that a reader, and whoever comes after a crash, sees the old or the new text, never a part.
 *
 * @param durable - waits for the disk, so that a power cut cannot leave an empty file; some milliseconds.
 */
export function replaceFile(path: string, text: string, workFolder: string, durable = false): void {
  const temporary = join(workFolder, temporaryName());
  try {
    try {
      writeWhole(temporary, text, durable);
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error;
      mkdirSync(workFolder, { recursive: true });
      writeWhole(temporary, text, durable);
    }
    renameOver(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Makes the folder if there is none. An empty folder where a file belongs is what some copying tools leave: nothing is lost with it. */
function renameOver(temporary: string, path: string): void {
  try {
    renameSync(temporary, path);
  } catch (error) {
    if (hasCode(error, "ENOENT")) mkdirSync(dirname(path), { recursive: true });
    else if (hasCode(error, "EISDIR") && readdirSync(path).length === 0) rmdirSync(path);
    else throw error;
    renameSync(temporary, path);
  }
}

/** Removes a file, unless it is gone; cheaper than `rmSync`, which looks at it first. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

/** Makes `path` with all of its text unless it is there already: of several processes one gets true. */
export function createFile(path: string, text: string, workFolder: string, durable = false): boolean {
  const temporary = join(workFolder, temporaryName());
  try {
    writeWhole(temporary, text, durable);
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    if (!hasCode(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK")) throw error;
    return createWithoutLinks(path, text, durable);
  } finally {
    removeFile(temporary);
  }
}

/** For file systems without hard links. */
function createWithoutLinks(path: string, text: string, durable: boolean): boolean {
  try {
    writeWhole(path, text, durable);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}
