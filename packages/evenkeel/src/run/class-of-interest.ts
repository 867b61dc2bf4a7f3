import { visible } from "@evenkeel/core";
import type { ClassOfInterest } from "@evenkeel/experiment";
import type { OpenedRun } from "./open-run.js";

/** The class that the scores of two classes are about; null for more, each of which is scored against the rest. */
export function classOfInterest({ dataset, positive, config }: Pick<OpenedRun, "dataset" | "positive" | "config">): ClassOfInterest | null {
  return dataset.classNames.length === 2 ? { name: dataset.classNames[positive]!, isSet: config.positive !== null } : null;
}

/** The same as tags of an MLflow run: its name, and `set` or `rarest`. */
export function interestTags(run: Pick<OpenedRun, "dataset" | "positive" | "config">): Record<string, string> {
  return tagsOfInterest(classOfInterest(run));
}

/** @param interest - as a result keeps it. */
export function tagsOfInterest(interest: ClassOfInterest | null): Record<string, string> {
  return interest ? { positive: visible(interest.name), "positive.is": interest.isSet ? "set" : "rarest" } : {};
}
