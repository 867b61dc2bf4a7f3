import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { removeTemporaryFiles, type Sink, writeWhole } from "@evenkeel/core";
import { isGone } from "@evenkeel/experiment";
import { systemSampler } from "@evenkeel/tracking";
import { nameOf as nameOfChosen } from "../compare/normalize.js";
import { trackingServer } from "./tracking-server.js";
import { baseConfig } from "../workbench/config-files.js";
import { executeRun, type RunOutcome } from "./execute-run.js";
import type { OpenedRun } from "./open-run.js";
import { runCharts } from "./run-charts.js";
import { writeRunFiles } from "./run-files.js";
import type { RunFindings } from "./run-findings.js";
import { runPage } from "./run-page.js";
import { sinksOf } from "./sinks.js";
import { endAbandoned, trackRun } from "./tracking.js";

/** How an opened run is run, and who is told of it. */
export interface PerformOptions {
  /** Where the folders `runs` and `mlruns` are. */
  readonly output: string;
  /** As the engine calls itself. */
  readonly engine: string;
  /** Who is told besides those of the config. */
  readonly sinks?: readonly Sink[];
  /** Ends it with a `CancelledError`. */
  readonly signal?: AbortSignal;
  /** What is wrong with the place where runs are tracked. */
  warn(message: string): void;
  /** Told of the findings before they are written. */
  found?(findings: RunFindings): void;
}

/** How a run ended, and where it was written. */
export interface PerformedRun {
  readonly outcome: RunOutcome;
  /** What could not be tracked. */
  readonly trackingWarnings: readonly string[];
  /** The files of the run. */
  readonly folder: string;
  /** MLflow's folder, and the run in it; null if nothing was tracked. */
  readonly mlruns: string;
  readonly trackingRunId: string | null;
}

/** Trains, scores and tracks an opened run, and writes its files into a folder of its own. What the disk refuses is thrown. */
export async function performRun(
  run: OpenedRun,
  { output, engine, sinks = [], signal, warn, found }: PerformOptions,
): Promise<PerformedRun> {
  const runs = join(resolve(output), "runs");
  removeTemporaryFiles(runs, isGone);
  const folder = ownFolder(runs, new Date().toISOString().replaceAll(":", "-").slice(0, 19));
  const mlruns = join(resolve(output), "mlruns");
  for (const warning of await endAbandoned(mlruns)) warn(warning);
  const name = nameOf(run);
  const trackingWarnings: string[] = [];
  const tracked = await trackRun(
    {
      project: run.bench.project,
      root: mlruns,
      experiment: "runs",
      parentRunId: null,
      mirrorTo: trackingServer(mlruns, warn),
    },
    runPage(name, run, engine),
    trackingWarnings,
  );
  const outcome = await executeRun(run, {
    engine,
    sinks: [tracked, ...sinksOf(run, folder, name), ...sinks],
    sample: systemSampler(),
    ...(signal && { signal }),
    write(findings) {
      found?.(findings);
      const files = writeRunFiles(folder, run, findings, engine, runCharts(run, findings));
      const { scores: _, saved: __, ...kept } = findings;
      writeWhole(join(folder, "result.json"), JSON.stringify(kept));
      return files;
    },
  });
  return { outcome, trackingWarnings, folder, mlruns, trackingRunId: tracked.runId };
}

/** Makes a folder that nobody has: two runs may begin in the same second. */
function ownFolder(parent: string, name: string): string {
  mkdirSync(parent, { recursive: true });
  for (let i = 1; ; i++) {
    const folder = join(parent, i === 1 ? name : `${name}-${i}`);
    try {
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** What is chosen otherwise than usual. */
function nameOf({ bench, config: { components, seed, trial } }: OpenedRun): string {
  const usual = baseConfig(bench);
  const parts = ["sampler", "weighter", "loss"].flatMap((role) => {
    const { name } = components[role]!;
    return name === nameOfChosen(usual, role) ? [] : [name];
  });
  return `${parts.join(" + ") || components["model"]!.name} · seed ${seed} · trial ${trial}`;
}
