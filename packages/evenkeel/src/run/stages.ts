import { type ConfigTree, mergeConfig, parseRunConfig, planRun, refuseUnused, type RunConfig, type RunPlan } from "@evenkeel/compose";
import { type Phase, type RoleName, roles, UserError } from "@evenkeel/core";
import { withPresets } from "../workbench/presets.js";
import type { Workbench } from "../workbench/workbench.js";
import { overlayPaths } from "./overlay-paths.js";

/** One training of a run, told from config. */
export interface Stage {
  readonly bench: Workbench;
  readonly config: RunConfig;
  readonly plan: RunPlan;
}

const TRAINING: readonly Phase[] = ["draw", "updates", "meta", "meta-updates"];
/** Settings of the run that a stage may have its own of. */
const GROUPS = ["training", "evaluation"];

/** What a stage may lay over: what is read by training alone. What it starts from is what the stage before it found. */
const mayChange = (key: string): boolean =>
  GROUPS.includes(key) ||
  (key in roles &&
    key !== "start" &&
    key !== "model" &&
    roles[key as RoleName].of === "run" &&
    roles[key as RoleName].readBy.every((phase: Phase) => phase === "fit" || TRAINING.includes(phase)));

/**
 * The trainings of a run, in order: the config itself, and for each of its `stages` the config with that laid over it.
 *
 * @throws UserError
 */
export function stagesOf(written: ConfigTree, first: Stage): readonly Stage[] {
  if (!first.plan.reads("stages")) return [first];
  const { stages: _, ...base } = written;
  const { bench } = first;
  return [
    first,
    ...first.config.stages.map((overlay, i): Stage => {
      const place = `stages[${i}]`;
      const strange = Object.keys(overlay).find((key) => !mayChange(key));
      if (strange !== undefined)
        throw new UserError(
          `${place}.${strange}: expected what training alone reads (${Object.keys(roles).filter(mayChange).concat(GROUPS).join(", ")}), got what all stages share. Set it for the run.`,
        );
      return named(place, () => {
        const merged = withPresets(bench, mergeConfig(base, overlay as ConfigTree, bench.choices));
        const config = parseRunConfig(merged, bench.catalogs);
        const plan = planRun(config, bench.catalogs);
        refuseUnused(overlayPaths(overlay), merged, config, plan);
        const own = plan.awaited.filter(({ role }) => Object.hasOwn(overlay, role));
        if (plan.awaited.length > 0 && own.length === 0)
          throw new UserError(
            `${plan.awaited[0]!.role}: expected one of its own in this stage beside ${first.config.components[plan.awaited[0]!.role]!.name}, which takes what another method finds (controls of a learned part do), got none. Say it, e.g. \`${plan.awaited[0]!.role}: ${bench.catalogs[plan.awaited[0]!.role]!.neutral}\`, or make no controls: \`controls=false\`.`,
          );
        if (own.length > 0)
          throw new UserError(
            `${plan.awaited[0]!.role}.${plan.awaited[0]!.setting}: expected a value in a stage, got what another method finds. Set it for the run.`,
          );
        return { bench, config, plan };
      });
    }),
  ];
}

function named<T>(place: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${place}.${error.message}`);
    throw error;
  }
}
