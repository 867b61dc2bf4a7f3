import { visible } from "@evenkeel/core";
import { describeMetrics } from "@evenkeel/trainer";
import type { OpenedRun } from "./open-run.js";
import type { RunFindings } from "./run-findings.js";

/** The rows of a run by role and class, in one line. */
export function dataLine({ dataset, task: { data }, trainings, split, rows }: OpenedRun): string {
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

/** Which state the scores are of, where that is not the last; else nothing. */
export function testedLine({ plan, trainings, config }: OpenedRun, { done, tested }: RunFindings["updates"]): string {
  const last = trainings.at(-1)!;
  const watched = plan.phases.has("updates") ? last.task.selection.watched : null;
  if (!watched || config.ensemble.members > 1) return "";
  const planned = trainings.reduce((sum, { task }) => sum + task.settings.updates, 0);
  const end = done < planned ? `; training ended after ${done} of ${planned}` : ` of ${done}`;
  return `tested: the state${trainings.length > 1 ? " of the last stage" : ""} with the best ${watched.set}/${watched.score}, after ${tested} updates${end}\n`;
}

/** The scores of a run, a line each. */
export function metricLines(run: OpenedRun, metrics: Readonly<Record<string, number>>): string {
  const described = describeMetrics(run.task.scoring);
  const width = Math.max(...Object.values(described).map(({ label }) => label.length));
  return Object.entries(described)
    .map(([key, { label }]) => `  ${label.padEnd(width)}  ${metrics[key]!.toFixed(4)}`)
    .join("\n");
}
