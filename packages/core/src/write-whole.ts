import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Writes a file whole or not at all. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Removes what `writeWhole` left in a folder when its process was killed.
 *
 * @param isGone - whether a process that wrote there is; where nobody else may be writing, all are.
 */
export function removeTemporaryFiles(folder: string, isGone: (pid: number) => boolean = () => true): void {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    const pid = /\.(\d+)\.tmp$/.exec(entry.name)?.[1];
    if (entry.isDirectory()) removeTemporaryFiles(path, isGone);
    else if (pid !== undefined && isGone(Number(pid))) rmSync(path, { force: true });
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
