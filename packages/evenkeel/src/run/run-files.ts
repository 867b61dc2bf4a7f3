import { listName, settingsRead, toYaml } from "@evenkeel/compose";
import { visible } from "@evenkeel/core";
import { splitManifest } from "@evenkeel/datasets";
import { csvText } from "@evenkeel/report";
import { CHECKPOINT, type RunFile } from "@evenkeel/tracking";
import { ENCODER, encoderText } from "./encoder-file.js";
import type { RunFindings } from "./run-findings.js";
import type { OpenedRun } from "./open-run.js";
import { MODEL } from "./saved-model.js";
import { writeFiles } from "./write-files.js";
import type { Stage } from "./stages.js";

export const ENVIRONMENT = "environment.json";
export const PREDICTIONS = "predictions.csv";
export const CONTRIBUTIONS = "contributions.csv";

/**
 * Writes what somebody needs to check or repeat a run: config, environment, split, predictions, contributions with parents, model and encoder.
 *
 * @param charts - by file name.
 */
export function writeRunFiles(
  folder: string,
  run: OpenedRun,
  findings: RunFindings,
  engine: string,
  charts: Readonly<Record<string, string>> = {},
): RunFile[] {
  return writeFiles(folder, {
    "config.yaml": toYaml(runConfigOf(run)),
    [ENVIRONMENT]: environmentText(engine),
    "split.json": JSON.stringify({
      condition: run.config.components["condition"],
      mislabelled: run.mislabelled,
      ...splitManifest(run.split, run.dataset, run.labels),
    }),
    [PREDICTIONS]: predictionsCsv(run, findings.scores),
    ...(findings.contributions && { [CONTRIBUTIONS]: contributionsCsv(findings) }),
    [CHECKPOINT]: findings.saved.checkpoint,
    [MODEL]: findings.saved.model,
    [ENCODER]: encoderText(run),
    ...charts,
  });
}

/** The config of a run: everything that one of its trainings reads, defaults filled in. */
export function runConfigOf({ trainings }: Pick<OpenedRun, "trainings">): Record<string, unknown> {
  const { config } = trainings[0]!;
  const parts = trainings.map(({ plan }) => Object.entries(effectiveConfig({ config, plan })));
  const merged: Record<string, unknown> = {};
  for (const [key, value] of parts.flat()) {
    const before = merged[key];
    merged[key] = isTree(value) && isTree(before) ? { ...before, ...value } : value;
  }
  return merged;
}

const isTree = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

/** The part of a config that a training reads, defaults filled in. */
export function effectiveConfig({ config, plan }: Pick<Stage, "config" | "plan">): Record<string, unknown> {
  const { components, lists } = config;
  const used = Object.fromEntries(Object.entries(components).filter(([role]) => plan.reads(role)));
  const listed = Object.fromEntries(Object.entries(lists).map(([role, chosen]) => [listName(role), chosen]));
  return { ...settingsRead(config, plan), ...used, ...listed };
}

/** Where something ran. */
export function environmentText(engine: string): string {
  return JSON.stringify({ engine, node: process.version, platform: process.platform, architecture: process.arch }, null, 2);
}

/** Logits are those that the metrics were computed from: after any adjustment. */
function predictionsCsv({ task: { data }, split, dataset }: OpenedRun, logits: Float64Array): string {
  const { numClasses } = data.test;
  const header = ["row", "label", ...dataset.classNames.map((name) => `logit_${visible(name)}`)];
  const lines = Array.from(split.test, (row, i) => [row, data.test.labels[i]!, ...logits.subarray(i * numClasses, (i + 1) * numClasses)]);
  return csvText([header, ...lines], "\n");
}

function contributionsCsv({ contributions, synthetic, syntheticLosses }: RunFindings): string {
  const lines = contributions!.map((weight, i) => {
    const { parents, hasMislabelledParent } = synthetic[i]!;
    return [
      i,
      weight,
      parents.map(({ row }) => row).join(" "),
      parents.map(({ share }) => share).join(" "),
      hasMislabelledParent ? 1 : 0,
      syntheticLosses?.[i] ?? "",
    ];
  });
  return csvText([["synthetic_row", "contribution", "parents", "parent_shares", "has_mislabelled_parent", "final_loss"], ...lines], "\n");
}
