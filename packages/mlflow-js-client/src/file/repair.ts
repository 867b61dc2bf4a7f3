import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { MlflowError } from "../mlflow-error.js";
import { isLeftover, isTemporary, replaceFile } from "./atomic.js";
import { filesBelow, folders } from "./key-files.js";
import { hasCopy, mendMeta, metaName, readMeta, readMetaIfGood, runMeta, toRunInfo, writeMeta } from "./meta.js";
import { mendMetricFile } from "./metric-file.js";
import { isReserved, makeRunFolders } from "./run-folders.js";
import { acquireLock, isLocked, releaseLock } from "./writer-lock.js";

/** What a repair found. */
export interface Repair {
  /** Ids of runs that nobody writes any more: they are KILLED now. */
  readonly ended: readonly string[];
  /** Damaged files, each with its path and what was done or is to be done, in sentences. */
  readonly notes: readonly string[];
}

interface Findings {
  readonly ended: string[];
  readonly notes: string[];
}

/** Undoes what crashes and copying tools did to the experiments in `parent`; runs for which `isWriting` holds are left alone. */
export function repairExperiments(parent: string, isWriting: (runFolder: string) => boolean): Repair {
  const found: Findings = { ended: [], notes: [] };
  for (const experiment of folders(parent).map((name) => join(parent, name))) {
    guarded(found, experiment, () => note(found, mendMeta(experiment)));
    if (readMetaIfGood(experiment) === null) continue;
    guarded(found, experiment, () => removeTemporary(experiment));
    for (const kind of ["datasets", "models"]) {
      for (const name of folders(join(experiment, kind)))
        guarded(found, join(experiment, kind, name), () => note(found, mendMeta(join(experiment, kind, name))));
    }
    for (const name of folders(experiment)) {
      const run = join(experiment, name);
      if (!isReserved(name) && !isWriting(run)) guarded(found, run, () => repairRun(run, found));
    }
  }
  return found;
}

/** What stands in the way in one folder (a file where a folder was, a missing permission) is named, and costs the others nothing. */
function guarded(found: Findings, folder: string, mend: () => void): void {
  try {
    mend();
  } catch (error) {
    const { code, syscall, path, dest = path } = error as NodeJS.ErrnoException & { readonly dest?: string };
    if (code === undefined || syscall === undefined) throw error;
    const place = dest === undefined || isTemporary(basename(dest)) ? folder : dest;
    found.notes.push(`${place}: it cannot be mended (${code}). Move it away, or see to its permissions.`);
  }
}

function note({ notes }: Findings, sentence: string | null): void {
  if (sentence !== null) notes.push(sentence);
}

function repairRun(folder: string, found: Findings): void {
  note(found, mendMeta(folder));
  if (readMetaIfGood(folder) === null) return;
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
    for (const links of ["inputs", "outputs"]) {
      for (const name of folders(join(folder, links))) note(found, mendMeta(join(folder, links, name)));
      removeWithoutMeta(join(folder, links));
    }
    removeWithoutModel(folder);
    const info = toRunInfo(readMeta(folder)!);
    mendName(folder, info.runName);
    // Ours hold a lock while they run; other tools' runs may go on without one.
    if (info.status !== "RUNNING" || !(wasWriting || hasCopy(folder))) return;
    writeMeta(folder, runMeta({ ...info, status: "KILLED", endTime: lastWrite(folder) }, null));
    found.ended.push(info.runId);
  } finally {
    releaseLock(folder);
  }
}

/** The name stands in two places; a lost, empty or cut tag hides it. */
function mendName(folder: string, name: string): void {
  const tags = join(folder, "tags");
  const path = join(tags, "mlflow.runName");
  const there = statSync(path, { throwIfNoEntry: false }) ? readFileSync(path, "utf8") : null;
  const isDamaged = there === null ? hasCopy(folder) : there !== name && name.startsWith(there);
  if (isDamaged) replaceFile(path, name, folder);
}

/** When something was last logged, in milliseconds since 1970. */
function lastWrite(folder: string): number {
  const files = [join(folder, metaName), ...filesBelow(join(folder, "metrics")).map((key) => join(folder, "metrics", key))];
  return Math.trunc(Math.max(...files.map((path) => statSync(path).mtimeMs)));
}

function removeWithoutMeta(parent: string): void {
  for (const name of folders(parent)) if (readMetaIfGood(join(parent, name)) === null) rmSync(join(parent, name), { recursive: true });
}

/** Of our outputs those whose model is gone: who logs the model again links it anew. */
function removeWithoutModel(run: string): void {
  const outputs = join(run, "outputs");
  const models = join(run, "..", "models");
  for (const name of folders(outputs))
    if (hasCopy(join(outputs, name)) && readMetaIfGood(join(models, name)) === null) rmSync(join(outputs, name), { recursive: true });
}

export function removeTemporary(folder: string): void {
  for (const entry of readdirSync(folder)) if (isLeftover(entry)) rmSync(join(folder, entry), { recursive: true, force: true });
}
