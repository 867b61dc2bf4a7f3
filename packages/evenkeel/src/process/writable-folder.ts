import { existsSync, mkdirSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { getSystemErrorMap } from "node:util";
import { UserError } from "@evenkeel/core";

/** As much as shows whether the disk is full. */
const PROBE_BYTES = 4096;

/**
 * Refuses a folder that cannot be written, before anything is read or trained. Nothing is left of the trial.
 *
 * @param setting - who names the folder: `--output`.
 */
export function refuseUnwritable(setting: string, folder: string): void {
  const missing = missingFolders(resolve(folder));
  const probe = join(folder, `.evenkeel-${process.pid}`);
  try {
    // One by one: in some folders of the system Node's recursive way never ends.
    for (const each of missing.toReversed()) makeFolder(each);
    writeFileSync(probe, new Uint8Array(PROBE_BYTES));
  } catch (error) {
    throw new UserError(
      `${setting}: expected a folder that can be written, got ${obstacle(folder, error as NodeJS.ErrnoException)}. Give another.`,
    );
  } finally {
    remove(() => rmSync(probe, { force: true }));
    for (const each of missing) remove(() => rmdirSync(each));
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** What making the folder would make, the deepest first. */
function missingFolders(folder: string): string[] {
  return existsSync(folder) || dirname(folder) === folder ? [] : [folder, ...missingFolders(dirname(folder))];
}

function obstacle(folder: string, { code, errno, message }: NodeJS.ErrnoException): string {
  const file = fileOn(resolve(folder));
  if (file !== null) return `a file: ${file}`;
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  return `${folder}: ${known ?? message} (${code})`;
}

/** The part of a path that is no folder, or null. */
function fileOn(path: string): string | null {
  if (existsSync(path)) return statSync(path).isDirectory() ? null : path;
  return dirname(path) === path ? null : fileOn(dirname(path));
}

/** Another process may have put something there, or the file was never made. */
function remove(body: () => void): void {
  try {
    body();
  } catch {
    // What cannot be removed stays: an empty folder at most.
  }
}
