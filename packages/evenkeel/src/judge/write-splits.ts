import type { ConfigTree } from "@evenkeel/compose";
import { type Dataset, labelledRoles } from "@evenkeel/core";
import { columnsOf } from "@evenkeel/datasets";
import { csvText } from "@evenkeel/report";
import type { RunFile } from "@evenkeel/tracking";
import { type ComposedComparison, sharedConfig } from "../compare/compose-comparison.js";
import { trialSplits } from "../run/trial-splits.js";
import { writeFiles } from "../run/write-files.js";
import type { Workbench } from "../workbench/workbench.js";

/** The rows of a trial under a condition, as another program reads them. */
export interface WrittenSplit {
  readonly condition: string;
  readonly trial: number;
  /** What every line that is made for this split says in its column `split`. */
  readonly split: string;
  readonly train: readonly number[];
  readonly meta: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
  /** The classes of rows whose label the condition changed, by row id. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Writes what another program needs to take part in a comparison: `splits.json`, a list of `WrittenSplit`, and `rows.csv` with `row`, the
 * columns of the data in their own units, and `label`.
 */
export async function writeSplits(bench: Workbench, composed: ComposedComparison, folder: string): Promise<RunFile[]> {
  const { comparison } = composed;
  const trials = await trialSplits(bench, sharedConfig(bench, composed));
  const numTrials = Math.min(comparison.trials ?? trials.numTrials, trials.numTrials);
  const { classNames } = trials.dataset;
  const splits = Object.entries(comparison.conditionOf).flatMap(([condition, config]) =>
    Array.from({ length: numTrials }, (_, trial): WrittenSplit => {
      const { split, labels, hash } = trials.of(config as ConfigTree, trial);
      const [train, meta, validation] = labelledRoles.map((role) => split[role] ?? []) as [
        readonly number[],
        readonly number[],
        readonly number[],
      ];
      return {
        condition,
        trial,
        split: hash,
        train,
        meta,
        validation,
        test: split.test,
        labels: Object.fromEntries([...labels].map(([row, label]) => [row, classNames[label]!])),
      };
    }),
  );
  return writeFiles(folder, { "splits.json": JSON.stringify(splits), "rows.csv": rowsText(trials.dataset) });
}

/** An empty cell is a missing value. */
function rowsText(dataset: Dataset): string {
  const columns = columnsOf(dataset);
  const { values, rowIds, labels, classNames } = dataset;
  const lines = Array.from(rowIds, (id, row) => [
    id,
    ...columns.map((column, i) => {
      const value = values[row * columns.length + i]!;
      if (Number.isNaN(value)) return "";
      return column.kind === "nominal" ? column.levels[value]! : value;
    }),
    classNames[labels[row]!]!,
  ]);
  return csvText([["row", ...columns.map(({ name }) => name), "label"], ...lines], "\n");
}
