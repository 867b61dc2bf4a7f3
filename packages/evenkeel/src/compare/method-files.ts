import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { toYaml } from "@evenkeel/compose";
import type { FinishedTrial, TrialResult } from "@evenkeel/experiment";
import { charts } from "../run/run-charts.js";
import { PREDICTIONS } from "../run/run-files.js";
import { writeFiles } from "../run/write-files.js";
import type { RunFile } from "@evenkeel/tracking";
import type { OpenedComparison, PlannedCell } from "./open-comparison.js";
import { methodConfig } from "./method-config.js";
import type { PlannedMethod } from "./planned-method.js";

/**
 * Writes beside the trials of a method under a condition what is about all of them: its config, and pictures of the scores of all
 * their test rows together. Of a method that is the same run as another only the config.
 */
export function writeMethodFiles(
  opened: OpenedComparison,
  condition: string,
  method: PlannedMethod,
  results: readonly (TrialResult | null)[],
): RunFile[] {
  const { plan, cells, folder } = opened;
  const own = cells.filter((cell) => cell.condition === condition && cell.method === method.name);
  const trials = own.flatMap((cell) => {
    const result = results[cell.trial];
    return result?.status === "finished" && existsSync(join(cell.folder, PREDICTIONS)) ? [{ cell, result }] : [];
  });
  const home = own[0] ? dirname(own[0].folder) : join(folder, condition, method.name);
  return writeFiles(home, {
    "config.yaml": toYaml(methodConfig(method, plan.conditions[condition]!)),
    ...(trials.length > 0 && chartsOf(plan, trials)),
  });
}

function chartsOf(
  { dataset: { classNames }, positive, minority }: OpenedComparison["plan"],
  trials: readonly { readonly cell: PlannedCell; readonly result: FinishedTrial }[],
): Record<string, string> {
  const rows = trials.flatMap(({ cell }) => predictionsIn(cell.folder, classNames.length));
  const learned = trials.filter(({ result: { contributions } }) => contributions !== null);
  return charts({
    classNames,
    positive,
    minority,
    logits: Float64Array.from(rows.flatMap(({ logits }) => logits)),
    labels: Int32Array.from(rows, ({ label }) => label),
    contributions:
      learned.length === 0
        ? null
        : {
            weights: learned.flatMap(({ result: { contributions } }) => contributions!),
            mislabelled: learned.flatMap(({ result: { synthetic } }) => synthetic.map(({ hasMislabelledParent }) => hasMislabelledParent)),
          },
  });
}

/** The rows of a predictions file: after the header, numbers alone. */
function predictionsIn(folder: string, numClasses: number): { label: number; logits: number[] }[] {
  const lines = readFileSync(join(folder, PREDICTIONS), "utf8").trimEnd().split("\n").slice(1);
  return lines.map((line) => {
    const [_, label, ...logits] = line.split(",").map(Number);
    return { label: label!, logits: logits.slice(0, numClasses) };
  });
}
