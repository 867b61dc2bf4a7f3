import type { Loss, MetricValues, Rows, RunEvent, Tree } from "@evenkeel/core";
import { logitsOf, meanLossOf } from "./evaluate.js";
import { scoresOf } from "./score.js";
import type { SetName, TrainTask } from "./task.js";

/** The name of what only the trainer measures. */
export const LOSS = "loss";

/** Scores by set and name. */
export type Evaluated = Readonly<Partial<Record<SetName, MetricValues>>>;

/** What was evaluated, told set by set. */
export const foundIn = (evaluated: Evaluated, step: number, time: number): RunEvent[] =>
  Object.entries(evaluated).map(([set, metrics]) => ({ type: "found", time, step, set: set as SetName, metrics, isFinal: false }));

/**
 * Scores of sets of rows: those that the settings ask for, and the one that decides which state is tested.
 *
 * @param loss - what `loss` is measured in.
 * @param step - updates that were done.
 */
export function evaluationOf(
  task: Pick<TrainTask, "data" | "model" | "scoring" | "settings" | "stream"> & Partial<Pick<TrainTask, "selection">>,
  loss: Loss,
  { params, modelState }: { readonly params: Tree; readonly modelState: Tree },
  lossPriors: () => readonly number[],
  step: number,
): Evaluated {
  const trained = { model: task.model, params, modelState };
  const found: Partial<Record<SetName, Record<string, number>>> = {};
  for (const [set, scores] of asked(task)) {
    const rows = rowsIn(task.data, set)!;
    const values: Record<string, number> = (found[set] = {});
    if (scores.has(LOSS)) values[LOSS] = meanLossOf(trained, loss, rows, task.stream);
    const names = [...scores].filter((name) => name !== LOSS);
    if (names.length === 0) continue;
    const { metrics } = scoresOf(task.scoring, rows, logitsOf(trained, rows), lossPriors(), step);
    for (const name of names) values[name] = metrics[name]!;
  }
  return found;
}

/** Which scores are asked for of which rows. */
export function asked({
  settings: { evaluation },
  selection,
}: Pick<TrainTask, "settings"> & Partial<Pick<TrainTask, "selection">>): ReadonlyMap<SetName, ReadonlySet<string>> {
  const bySet = new Map<SetName, Set<string>>(evaluation.sets.map((set) => [set, new Set(evaluation.scores)]));
  const watched = selection?.watched;
  if (watched) bySet.set(watched.set, (bySet.get(watched.set) ?? new Set()).add(watched.score));
  return bySet;
}

export const rowsIn = (data: Pick<TrainTask["data"], SetName>, set: SetName): Rows | null => data[set];
