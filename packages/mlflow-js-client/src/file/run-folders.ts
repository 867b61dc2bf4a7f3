import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Without these MLflow does not find a run, and tools that drop empty folders take them away. */
const runFolders = ["metrics", "params", "tags", "artifacts"] as const;

export function makeRunFolders(folder: string): void {
  for (const name of runFolders) mkdirSync(join(folder, name), { recursive: true });
}

/** Folders of an experiment that are no runs. */
export const isReserved = (name: string): boolean => ["tags", "datasets", "traces", "models"].includes(name);
