import { applyOverrides, toYaml } from "@evenkeel/compose";
import { visible } from "@evenkeel/core";
import { describeMetrics } from "@evenkeel/trainer";
import {
  baseConfig,
  savedConfig,
  runConfigOf,
  engineFor,
  type OpenedRun,
  openRun,
  performRun,
  plannedUpdates,
  type RunFindings,
} from "evenkeel/workbench";
import type { Arguments } from "../arguments.js";
import { progressLine } from "../progress-line.js";

const say = (text: string): void => void process.stdout.write(text);
const warn = (text: string): void => void process.stderr.write(`${text}\n`);

/** `evenkeel run [key=value …]`: one run, tracked like those of a comparison. */
export async function runCommand({ bench, overrides, output, cfg, options: { config } }: Arguments): Promise<number> {
  const set = overrides.map(({ path }) => path.join("."));
  const run = await openRun(
    bench,
    applyOverrides(config === undefined ? baseConfig(bench) : savedConfig(bench, config), overrides, bench.choices),
    set,
  );
  if (cfg) {
    say(toYaml(runConfigOf(run)));
    return 0;
  }
  const engine = await engineFor(run);
  say(`engine: ${engine.description}\n${dataLine(run)}\n${interestLine(run)}`);
  for (const warning of [...engine.warnings, ...run.warnings]) warn(`warning: ${warning}`);
  let found: RunFindings | null = null;
  const { outcome, folder, mlruns, trackingRunId, trackingWarnings } = await performRun(run, {
    output,
    engine: engine.description,
    sinks: [progressLine(process.stdout, plannedUpdates(run))],
    warn,
    found: (findings) => (found = findings),
  }).catch((error: unknown) => {
    // A disk that is full by now takes the files alone: scores are shown all the same.
    if (found) say(`${metricLines(run, found.metrics)}\n`);
    throw error;
  });
  for (const warning of outcome.warnings) warn(`warning: ${warning}`);
  trackingWarnings.forEach(warn);
  if (outcome.status === "failed") {
    warn(`The run failed: ${outcome.reason}\nWhat was logged until then is in ${folder} and ${mlruns}.`);
    return 1;
  }
  say(`${testedLine(run, outcome.findings.updates)}${metricLines(run, outcome.findings.metrics)}\n`);
  const trackedAt =
    trackingRunId === null
      ? "nothing of this run was tracked (see above)"
      : `${mlruns} (MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri "file://${mlruns}")`;
  say(`\nFiles: ${folder}\nMLflow: ${trackedAt}\n`);
  return 0;
}

function dataLine({ dataset, task: { data }, trainings, split, rows }: OpenedRun): string {
  const counts = (labels: ArrayLike<number>) =>
    dataset.classNames
      .map(
        (name, label) =>
          `${Array.from(labels).filter((own) => own === label).length} ${/^[\d\s.,+-]+$/.test(name) ? "of class " : ""}${visible(name)}`,
      )
      .join(" + ");
  const synthetic = trainings
    .map(({ task: { data: drawn } }, i) =>
      drawn.synthetic ? `, ${drawn.synthetic.count} synthetic rows${i > 0 ? ` in stage ${i + 1}` : ""}` : "",
    )
    .join("");
  const kept =
    data.naturalRows.length === data.train.count
      ? ""
      : `, of which the sampler keeps ${counts(Array.from(data.naturalRows, (row) => data.train.labels[row]!))}`;
  const apart = (["meta", "validation"] as const)
    .map((role) => (!rows.includes(role) && data[role] ? `, ${role} ${counts(data[role].labels)}` : ""))
    .join("");
  return `data: ${visible(dataset.name)}, train ${counts(data.train.labels)}${kept}${synthetic}${apart}, test ${counts(data.test.labels)} (${split.test.length} rows)`;
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

/** Which state the scores are of, where that is not the last. */
function testedLine({ plan, trainings, config }: OpenedRun, { done, tested }: RunFindings["updates"]): string {
  const last = trainings.at(-1)!;
  const watched = plan.phases.has("updates") ? last.task.selection.watched : null;
  if (!watched || config.ensemble.members > 1) return "";
  const planned = trainings.reduce((sum, { task }) => sum + task.settings.updates, 0);
  const end = done < planned ? `; training ended after ${done} of ${planned}` : ` of ${done}`;
  return `tested: the state${trainings.length > 1 ? " of the last stage" : ""} with the best ${watched.set}/${watched.score}, after ${tested} updates${end}\n`;
}

function metricLines(run: OpenedRun, metrics: Readonly<Record<string, number>>): string {
  const described = describeMetrics(run.task.scoring);
  const width = Math.max(...Object.values(described).map(({ label }) => label.length));
  return Object.entries(described)
    .map(([key, { label }]) => `  ${label.padEnd(width)}  ${metrics[key]!.toFixed(4)}`)
    .join("\n");
}
