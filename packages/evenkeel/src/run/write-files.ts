import { join } from "node:path";
import { writeWhole } from "@evenkeel/core";
import type { RunFile } from "@evenkeel/tracking";

/** Writes files by name, each whole or not at all. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): RunFile[] {
  return Object.entries(files).map(([name, text]) => {
    const path = join(folder, name);
    writeWhole(path, text);
    return { name, path };
  });
}
