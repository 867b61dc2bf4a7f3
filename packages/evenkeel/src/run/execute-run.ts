import { reasonOf } from "../process/own-line.js";
import { createHash } from "node:crypto";
import {
  CancelledError,
  countClasses,
  type NamedArray,
  NonFiniteError,
  type RunEvent,
  type Sink,
  type Tree,
  writeSafetensors,
} from "@evenkeel/core";
import type { RowCounts, SyntheticRecord } from "@evenkeel/experiment";
import type { Tensor } from "@tensorflow/tfjs-core";
import { connectSinks, type SystemSampler, withoutListening, withSystemMetrics } from "@evenkeel/tracking";
import { runEvents, scoresOf } from "@evenkeel/trainer";
import { classOfInterest } from "./class-of-interest.js";
import { learningOf } from "./learning.js";
import { modelMetadata } from "./model-files.js";
import type { OpenedRun } from "./open-run.js";
import { modelText } from "./saved-model.js";
import type { Training } from "./training.js";
import { recorder } from "./recorder.js";
import type { RunFindings } from "./run-findings.js";
import { runConfigOf } from "./run-files.js";
import type { RunFile } from "@evenkeel/tracking";
import { disposeRun, type Learnings, modelsOf, plannedUpdates, type RunResult, trainRun } from "./train-run.js";

/** How a run ended: with what it found, or why and after how many updates it failed. */
export type RunOutcome =
  | { readonly status: "finished"; readonly findings: RunFindings; readonly warnings: readonly string[] }
  | { readonly status: "failed"; readonly reason: string; readonly step: number | null; readonly warnings: readonly string[] };

/** Who is told of a run, and who writes what it found. */
export interface RunOptions {
  readonly engine: string;
  readonly sinks: readonly Sink[];
  /** Reads the state of the machine now and then: of several runs at once, one place does that for all. */
  readonly sample?: SystemSampler;
  /** Ends the training at its next event, with a `CancelledError`. */
  readonly signal?: AbortSignal;
  /** Writes what was found; what it throws is thrown. */
  write(findings: RunFindings): readonly RunFile[];
}

/**
 * Trains, scores, writes, and tells the sinks all of it. A sink that fails is a warning; a training that fails, or scores that are not
 * finite, are an outcome.
 */
export async function executeRun(run: OpenedRun, { engine, sinks, sample, signal, write }: RunOptions): Promise<RunOutcome> {
  const records = recorder();
  let thrown: { readonly error: unknown } | null = null;
  const { events, result } = runEvents(
    () =>
      until(
        signal,
        completed(run, records, write, (error) => (thrown = { error })),
      ),
    {
      engine,
      updates: plannedUpdates(run),
      config: runConfigOf(run),
      now: Date.now,
    },
  );
  const { failures } = await connectSinks(sample ? events.pipe(withSystemMetrics(sample)) : events, [records, ...sinks]);
  const warnings = failures.map(({ sink, error }) => `${sink}: ${error instanceof Error ? error.message : String(error)}`);
  try {
    const { findings, warnings: found } = await result;
    return { status: "finished", findings, warnings: [...warnings, ...found] };
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    if (thrown) throw (thrown as { readonly error: unknown }).error;
    const step = error instanceof NonFiniteError ? error.step : (records.failure()?.step ?? null);
    return { status: "failed", reason: reasonOf(error), step, warnings };
  }
}

/** The same events until the signal. */
async function* until<Event, Result>(
  signal: AbortSignal | undefined,
  events: AsyncGenerator<Event, Result>,
): AsyncGenerator<Event, Result> {
  try {
    for (;;) {
      if (signal?.aborted) throw new CancelledError();
      const next = await events.next();
      if (next.done) return next.value;
      yield next.value;
    }
  } finally {
    await events.return(undefined as never);
  }
}

/** The events of a run from its rows to its files. */
async function* completed(
  run: OpenedRun,
  records: ReturnType<typeof recorder>,
  write: RunOptions["write"],
  failed: (error: unknown) => void,
): AsyncGenerator<RunEvent, { readonly findings: RunFindings; readonly warnings: readonly string[] }> {
  const started = performance.now();
  yield* rowsTold(run);
  const trained = yield* trainRun(run);
  try {
    const findings = await withoutListening(() => findingsOf(run, trained, records, (performance.now() - started) / 1000));
    const { updates, metrics } = findings;
    yield { type: "found", time: Date.now(), step: updates.done, set: "test", metrics, isFinal: true };
    for (const { name, path } of written(write, findings, failed))
      yield { type: "artifact", time: Date.now(), name, path, media: mediaOf(name) };
    return { findings, warnings: [...trained.warnings, ...constantScores(run, findings.scores), ...noChance(findings)] };
  } finally {
    disposeRun(trained);
  }
}

function written(write: RunOptions["write"], findings: RunFindings, failed: (error: unknown) => void): readonly RunFile[] {
  try {
    return write(findings);
  } catch (error) {
    failed(error);
    throw error;
  }
}

const MEDIA: Readonly<Record<string, string>> = {
  csv: "text/csv",
  json: "application/json",
  svg: "image/svg+xml",
  yaml: "application/yaml",
};

const mediaOf = (name: string): string => MEDIA[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";

/** The rows of each role of the trial, and a digest of which they are. */
function* rowsTold({ dataset, split }: OpenedRun): Generator<RunEvent> {
  const roles = { train: split.train, meta: split.meta, validation: split.validation ?? [], test: split.test };
  for (const [role, ids] of Object.entries(roles)) {
    if (ids.length === 0) continue;
    const sorted = [...ids].sort((a, b) => a - b);
    const digest = createHash("sha256")
      .update(JSON.stringify([dataset.digest, sorted]))
      .digest("hex");
    yield { type: "rows", time: Date.now(), role, count: ids.length, digest };
  }
}

function findingsOf(run: OpenedRun, trained: RunResult, records: ReturnType<typeof recorder>, seconds: number): RunFindings {
  const { result: learned } = trained.learned;
  const { scoring, data } = run.trainings.at(-1)!.task;
  return {
    positive: classOfInterest(run),
    ...scoresOf({ ...scoring, adjustment: trained.adjustment }, data.test, trained.testLogits, trained.lossPriors, trained.updates.tested),
    curves: records.curves(),
    rows: rowCounts(run, trained.learned.training),
    mislabelled: run.mislabelled,
    updates: trained.updates,
    lossPriors: trained.lossPriors,
    synthetic: syntheticRecords(run, learned),
    syntheticLosses: learned.syntheticLosses && Array.from(learned.syntheticLosses),
    contributions: learned.contributions && Array.from(learned.contributions),
    contributionHistory: records.contributionHistory(),
    learning: learningOf(trained.learned, run.trainings.indexOf(trained.learned.training)),
    seconds,
    saved: {
      model: modelText(run, trained),
      checkpoint: writeSafetensors({
        arrays: arraysOf(modelsOf(trained)),
        metadata: {
          ...modelMetadata(run.config, run.dataset, run.split),
          step: String(trained.updates.tested),
          members: String(trained.members.length),
        },
      }),
    },
  };
}

const arraysOf = (tree: Tree): Record<string, NamedArray> =>
  Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [name, { shape: value.shape, values: (value as Tensor).dataSync() as Float32Array }]),
  );

function noChance({ learning }: RunFindings): string[] {
  return learning?.what === "contributions" && learning.hadNoChance !== null ? [learning.hadNoChance] : [];
}

/** A model that gives every row the same scores ranks nothing: its ROC-AUC of 0.5 is right, and no sign of a hard problem. */
function constantScores({ task: { data } }: OpenedRun, scores: Float64Array): string[] {
  const { numClasses, count } = data.test;
  // Only differences of a row's scores rank it.
  const isConstant = scores.every((score, i) => score - scores[i - (i % numClasses)]! === scores[i % numClasses]! - scores[0]!);
  return isConstant ? [`The model gives all ${count} test rows the same scores: it ranks nothing, whatever the metrics say.`] : [];
}

/** Synthetic rows are those of the training that contributions are of. */
function rowCounts({ task: { data } }: OpenedRun, { task: { data: learnedOn } }: Training): RowCounts {
  const { numClasses } = data.train;
  return {
    train: countClasses(
      Array.from(data.naturalRows, (row) => data.train.labels[row]!),
      numClasses,
    ),
    synthetic: countClasses(learnedOn.synthetic?.labels ?? [], numClasses),
    meta: countClasses(data.meta?.labels ?? [], numClasses),
    validation: countClasses(data.validation?.labels ?? [], numClasses),
    test: countClasses(data.test.labels, numClasses),
  };
}

function syntheticRecords({ mislabelled }: OpenedRun, { rows: { synthetic } }: Learnings): SyntheticRecord[] {
  if (!synthetic) return [];
  const { parents } = synthetic.origin;
  const wrong = new Set(mislabelled);
  return Array.from({ length: synthetic.count }, (_, i) => {
    const from = parents.offsets[i]!;
    const of = Array.from(parents.ids.subarray(from, parents.offsets[i + 1]!), (row, j) => ({ row, share: parents.weights[from + j]! }));
    return { parents: of, hasMislabelledParent: of.some(({ row, share }) => share > 0 && wrong.has(row)) };
  });
}
