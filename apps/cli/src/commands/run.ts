import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { applyOverrides, toYaml } from "@evenkeel/compose";
import { removeTemporaryFiles, visible, writeWhole } from "@evenkeel/core";
import { isGone } from "@evenkeel/experiment";
import { systemSampler } from "@evenkeel/tracking";
import { describeMetrics } from "@evenkeel/trainer";
import type { Arguments } from "../arguments.js";
import { choices } from "../catalogs.js";
import { baseConfig } from "../config-files.js";
import { trackingServer } from "../tracking-server.js";
import { engineFor } from "../run/engine-for.js";
import { plannedUpdates } from "../run/train-run.js";
import { executeRun } from "../run/execute-run.js";
import type { RunFindings } from "../run/run-findings.js";
import { type OpenedRun, openRun } from "../run/open-run.js";
import { progressLine } from "../run/progress-line.js";
import { runCharts } from "../run/run-charts.js";
import { effectiveConfig, writeRunFiles } from "../run/run-files.js";
import { runPage } from "../run/run-page.js";
import { nameOf as nameOfChosen } from "../compare/normalize.js";
import { sinksOf } from "../run/sinks.js";
import { endAbandoned, trackRun } from "../run/tracking.js";

/** `evenkeel run [key=value …]`: one run, tracked like those of a comparison. */
export async function runCommand({ overrides, output, cfg }: Arguments): Promise<number> {
  const written = applyOverrides(baseConfig(), overrides, choices);
  const run = await openRun(
    written,
    overrides.map(({ path }) => path.join(".")),
  );
  if (cfg) {
    process.stdout.write(toYaml(effectiveConfig(run)));
    return 0;
  }
  const engine = await engineFor(run);
  process.stdout.write(`engine: ${engine.description}\n${dataLine(run)}\n${interestLine(run)}`);
  for (const warning of [...engine.warnings, ...run.warnings]) process.stderr.write(`warning: ${warning}\n`);
  const runs = join(resolve(output), "runs");
  removeTemporaryFiles(runs, isGone);
  const folder = ownFolder(runs, new Date().toISOString().replaceAll(":", "-").slice(0, 19));
  const root = join(resolve(output), "mlruns");
  for (const warning of await endAbandoned(root)) process.stderr.write(`${warning}\n`);
  const name = nameOf(run);
  const ofTracking: string[] = [];
  const tracked = await trackRun(
    { root, experiment: "runs", parentRunId: null, mirrorTo: trackingServer(root, (message) => process.stderr.write(`${message}\n`)) },
    runPage(name, run, engine.description),
    ofTracking,
  );
  const outcome = await executeRun(run, {
    engine: engine.description,
    sinks: [tracked, ...sinksOf(run, folder, name), progressLine(process.stdout, plannedUpdates(run))],
    sample: systemSampler(),
    write(findings) {
      const files = shownIfNotWritten(run, findings, () =>
        writeRunFiles(folder, run, findings, engine.description, runCharts(run, findings)),
      );
      const { scores: _, checkpoint: __, ...kept } = findings;
      writeWhole(join(folder, "result.json"), JSON.stringify(kept));
      return files;
    },
  });
  for (const warning of outcome.warnings) process.stderr.write(`warning: ${warning}\n`);
  for (const warning of ofTracking) process.stderr.write(`${warning}\n`);
  if (outcome.status === "failed") {
    process.stderr.write(`The run failed: ${outcome.reason}\nWhat was logged until then is in ${folder} and ${root}.\n`);
    return 1;
  }
  process.stdout.write(`${testedLine(run, outcome.findings.updates)}${metricLines(run, outcome.findings.metrics)}\n`);
  const trackedAt =
    tracked.runId === null
      ? "nothing of this run was tracked (see above)"
      : `${root} (MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri "file://${root}")`;
  process.stdout.write(`\nFiles: ${folder}\nMLflow: ${trackedAt}\n`);
  return 0;
}

/** A disk that is full by now takes the files alone: scores are shown all the same. */
function shownIfNotWritten<T>(run: OpenedRun, { metrics }: RunFindings, write: () => T): T {
  try {
    return write();
  } catch (error) {
    process.stdout.write(`${metricLines(run, metrics)}\n`);
    throw error;
  }
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

function dataLine({ dataset, task: { data }, split, rows }: OpenedRun): string {
  const counts = (labels: ArrayLike<number>) =>
    dataset.classNames
      .map(
        (name, label) =>
          `${Array.from(labels).filter((own) => own === label).length} ${/^[\d\s.,+-]+$/.test(name) ? "of class " : ""}${visible(name)}`,
      )
      .join(" + ");
  const synthetic = data.synthetic ? `, ${data.synthetic.count} synthetic rows` : "";
  const apart = (["meta", "validation"] as const)
    .map((role) => (!rows.includes(role) && data[role] ? `, ${role} ${counts(data[role].labels)}` : ""))
    .join("");
  return `data: ${visible(dataset.name)}, train ${counts(data.train.labels)}${synthetic}${apart}, test ${counts(data.test.labels)} (${split.test.length} rows)`;
}

/** Which class the binary scores are about. */
export function interestLine({
  dataset: { classNames },
  positive,
  minority,
  isTie,
}: Pick<OpenedRun, "dataset" | "positive" | "minority" | "isTie">): string {
  if (classNames.length !== 2) return "";
  const [name, other] = [positive, 1 - positive].map((label) => visible(classNames[label]!));
  return `class of interest: ${name} (${positive !== minority ? "as set" : isTie ? "the last of two that are equally large" : "the rarest"}; \`positive=${other}\` scores the other)\n`;
}

function nameOf({ config: { components, seed, trial } }: OpenedRun): string {
  const usual = baseConfig();
  const parts = ["sampler", "weighter", "loss"].flatMap((role) => {
    const { name } = components[role]!;
    return name === nameOfChosen(usual, role) ? [] : [name];
  });
  return `${parts.join(" + ") || components["model"]!.name} · seed ${seed} · trial ${trial}`;
}

/** Which state the scores are of, where that is not the last. */
function testedLine({ plan, trainings, config }: OpenedRun, { done, tested }: RunFindings["updates"]): string {
  const last = trainings.at(-1)!;
  const watched = plan.phases.has("updates") ? last.task.selection.watched : null;
  if (!watched || config.ensemble.members > 1) return "";
  const planned = trainings.reduce((sum, { task }) => sum + task.settings.updates, 0);
  const end = done < planned ? `; training ended after ${done} of ${planned}` : ` of ${done}`;
  return `tested: the state with the best ${watched.set}/${watched.score}, after ${tested} updates${end}\n`;
}

function metricLines(run: OpenedRun, metrics: Readonly<Record<string, number>>): string {
  const described = describeMetrics(run.task.scoring);
  const width = Math.max(...Object.values(described).map(({ label }) => label.length));
  return Object.entries(described)
    .map(([key, { label }]) => `  ${label.padEnd(width)}  ${metrics[key]!.toFixed(4)}`)
    .join("\n");
}
