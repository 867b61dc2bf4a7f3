import { UserError } from "@evenkeel/core";
import type { ConfigTree } from "./compose-config.js";
import type { RunConfig } from "./run-config.js";
import type { RunPlan } from "./run-plan.js";
import { settingGroups } from "./run-settings.js";

/**
 * Refuses settings that were set and that nothing in the run reads, or that have no effect beside the others.
 *
 * @param set - dotted paths as written: `sampler`, `sampler.kNeighbors`, `training.batchSize`.
 * @param written - what they were set to: of a group each setting counts.
 */
export function refuseUnused(set: readonly string[], written: ConfigTree, config: RunConfig, plan: RunPlan): void {
  const paths = set.flatMap((path) =>
    settingGroups.includes(path) ? Object.keys((written[path] ?? {}) as object).map((key) => `${path}.${key}`) : [path],
  );
  const sentences = [...new Set(paths)].flatMap((path) => {
    const because = plan.reads(path) ? plan.idle.get(path) : explain(path, config, plan);
    return because === undefined
      ? []
      : [`${path}: expected a setting that something in the run reads, got one that nothing does: ${because} Leave it out.`];
  });
  if (sentences.length > 0) throw new UserError(sentences.join("\n"));
}

/** What the run has instead. */
function explain(path: string, { components }: RunConfig, { phases }: RunPlan): string {
  if (phases.has("fit"))
    return `model=${components["model"]!.name} is fitted at once to the rows of the sampler, weighted by classWeights: no batches, no loss but its own, no weights that are learned.`;
  const names = ["sampler", "mixer", "model", "weighter"].map((role) => `${role}=${components[role]!.name}`);
  return `${names.join(" ")} ${path.startsWith("training") ? "train" : "are made"} without it.`;
}
