import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { MlflowError } from "../mlflow-error.js";
import { isTemporary } from "./atomic.js";
import { filesBelow, folders } from "./key-files.js";
import { metaName, readMeta, runMeta, toRunInfo, writeMeta } from "./meta.js";
import { mendMetricFile } from "./metric-file.js";
import { isReserved, makeRunFolders } from "./run-folders.js";
import { acquireLock, isLocked, releaseLock } from "./writer-lock.js";

/** Undoes what crashes and copying tools did to the experiments in `parent`; runs for which `isWriting` holds are left alone. */
export function repairExperiments(parent: string, isWriting: (runFolder: string) => boolean): void {
  for (const experiment of folders(parent).map((name) => join(parent, name)).filter((folder) => readMeta(folder) !== null)) {
    removeTemporary(experiment);
    for (const name of folders(experiment)) {
      const run = join(experiment, name);
      if (!isReserved(name) && !isWriting(run)) repairRun(run);
    }
  }
}

function repairRun(folder: string): void {
  const meta = readMeta(folder);
  if (meta === null) return;
  const wasWriting = isLocked(folder);
  try {
    acquireLock(folder);
  } catch (error) {
    if (error instanceof MlflowError && error.code === "RUN_LOCKED") return;
    throw error;
  }
  try {
    makeRunFolders(folder);
    removeTemporary(folder);
    for (const key of filesBelow(join(folder, "metrics"))) mendMetricFile(join(folder, "metrics", key), folder);
    for (const links of ["inputs", "outputs"]) removeWithoutMeta(join(folder, links));
    const info = toRunInfo(meta);
    if (wasWriting && info.status === "RUNNING") writeMeta(folder, runMeta({ ...info, status: "KILLED", endTime: lastWrite(folder) }, null));
  } finally {
    releaseLock(folder);
  }
}

/** When something was last logged, in milliseconds since 1970. */
function lastWrite(folder: string): number {
  const files = [join(folder, metaName), ...filesBelow(join(folder, "metrics")).map((key) => join(folder, "metrics", key))];
  return Math.trunc(Math.max(...files.map((path) => statSync(path).mtimeMs)));
}

function removeWithoutMeta(parent: string): void {
  for (const name of folders(parent)) if (readMeta(join(parent, name)) === null) rmSync(join(parent, name), { recursive: true });
}

function removeTemporary(folder: string): void {
  for (const entry of readdirSync(folder)) if (isTemporary(entry)) rmSync(join(folder, entry), { recursive: true, force: true });
}
