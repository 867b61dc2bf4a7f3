import { join } from "node:path";
import { listName, settingsRead, toYaml } from "@evenkeel/compose";
import { visible, writeWhole } from "@evenkeel/core";
import { splitManifest } from "@evenkeel/datasets";
import { csvText } from "@evenkeel/report";
import type { RunFindings } from "./execute-run.js";
import type { OpenedRun } from "./open-run.js";
import { runCharts } from "./run-charts.js";

/** A file of a run: its name among the artifacts, and where it lies. */
export interface RunFile {
  readonly name: string;
  readonly path: string;
}

/** Writes what somebody needs to check or repeat a run: config, environment, split, predictions, contributions with parents. */
export function writeRunFiles(folder: string, run: OpenedRun, findings: RunFindings, engine: string): RunFile[] {
  const files: Record<string, string | Uint8Array> = {
    "config.yaml": toYaml(effectiveConfig(run)),
    "environment.json": JSON.stringify(environment(engine), null, 2),
    "split.json": JSON.stringify({ condition: run.config.condition, ...splitManifest(run.split, run.dataset) }),
    "predictions.csv": predictionsCsv(run, findings.scores),
    ...(findings.contributions && { "contributions.csv": contributionsCsv(findings) }),
    "model.safetensors": findings.checkpoint,
    ...runCharts(run, findings),
  };
  return Object.entries(files).map(([name, text]) => {
    const path = join(folder, name);
    writeWhole(path, text);
    return { name, path };
  });
}

/** The config of a run: everything that something reads, defaults filled in. */
export function effectiveConfig({ config, plan }: Pick<OpenedRun, "config" | "plan">): Record<string, unknown> {
  const { components, lists } = config;
  const used = Object.fromEntries(Object.entries(components).filter(([role]) => plan.reads(role)));
  const listed = Object.fromEntries(Object.entries(lists).map(([role, chosen]) => [listName(role), chosen]));
  return { ...settingsRead(config, plan), ...used, ...listed };
}

function environment(engine: string): object {
  return { engine, node: process.version, platform: process.platform, architecture: process.arch };
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
    const { parents, hasPlantedParent } = synthetic[i]!;
    return [
      i,
      weight,
      parents.map(({ row }) => row).join(" "),
      parents.map(({ share }) => share).join(" "),
      hasPlantedParent ? 1 : 0,
      syntheticLosses?.[i] ?? "",
    ];
  });
  return csvText([["synthetic_row", "contribution", "parents", "parent_shares", "has_planted_parent", "final_loss"], ...lines], "\n");
}
