import { existsSync } from "node:fs";
import { attempts, createMlflowTracking, gitTags, type MlflowTracking } from "@evenkeel/tracking";
import { fileStore } from "mlflow-js-client";
import { PACKAGE_FOLDER } from "../workbench/package-folder.js";
import { systemErrorText } from "../process/system-errors.js";
import type { RunPage } from "./run-page.js";

/** Ends the waiting for a server that says nothing when the run is over. */
const PATIENCE_SECONDS = 15;

/** Where runs are tracked. */
export interface TrackingTarget {
  /** The project whose commit is noted, if there is one. */
  readonly project: string | null;
  /** The folder of the local runs, in MLflow's layout: always written, and the journal for a server. */
  readonly root: string;
  readonly experiment: string;
  readonly parentRunId: string | null;
  /** A tracking server that the run is brought to while it is written. */
  readonly mirrorTo: string | null;
}

/** Warnings about tracking go to `warnings`, each once. */
export const attemptsInto = (warnings: string[]) =>
  attempts((sentence) => void (warnings.includes(sentence) || warnings.push(sentence)), systemErrorText);

/** Begins an MLflow run as the sink of a run's events. */
export async function trackRun(target: TrackingTarget, { tags, ...page }: RunPage, warnings: string[]): Promise<MlflowTracking> {
  return createMlflowTracking({
    ...page,
    folder: target.root,
    experiment: target.experiment,
    tags: target.parentRunId === null ? { ...(await gitTags(target.project ?? PACKAGE_FOLDER)), ...tags } : tags,
    ...(target.parentRunId !== null && { parentRunId: target.parentRunId }),
    trackingUri: target.mirrorTo,
    patienceSeconds: PATIENCE_SECONDS,
    warn: (message) => void warnings.push(message),
    tell: (message) => void process.stdout.write(`${message}\n`),
    explain: systemErrorText,
  });
}

/** Ends the runs of processes that are gone, and mends their files. What was found damaged is returned. */
export async function endAbandoned(folder: string): Promise<string[]> {
  const warnings: string[] = [];
  const attempt = attemptsInto(warnings);
  if (!existsSync(folder)) return warnings;
  await attempt(async () => {
    const store = fileStore(folder);
    warnings.push(...(await store.repair()).notes.map((note) => `tracking: ${note}`));
    await store.close();
  });
  return warnings;
}
