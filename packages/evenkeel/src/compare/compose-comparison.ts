import { applyOverrides, type ConfigTree, mergeConfig, type Override } from "@evenkeel/compose";
import { UserError } from "@evenkeel/core";
import { type ComparisonConfig, comparisonKeys, parseComparison } from "@evenkeel/experiment";
import { baseConfig, experimentFile } from "../workbench/config-files.js";
import { withPreset, withPresets } from "../workbench/presets.js";
import type { Workbench } from "../workbench/workbench.js";
import { hasSetting, normalizeExperiment, normalizeMethods, setsComponent } from "./normalize.js";

/** What a comparison is where nothing is said of it. */
export interface UsualComparison {
  /** The name of the experiment. */
  readonly experiment: string;
  /** Laid over the experiment, under what overrides say. */
  readonly laid: ConfigTree;
}

/** An experiment, the config that its methods are laid over, and what was set for all of them. */
export interface ComposedComparison {
  readonly comparison: ComparisonConfig;
  readonly base: ConfigTree;
  readonly common: readonly Override[];
  readonly set: readonly string[];
  /** What was laid over an experiment that says how its settings were chosen, as it was written. */
  readonly changed: readonly string[];
}

/** What all methods share whatever is set, or where they run. */
const PLACES: readonly string[] = ["dataset", "protocol", "seed", "positive", "metrics", "engine", "sinks"];

/** An experiment, validated, with what its conditions stand for where they have names of their own. */
export function parseExperiment(bench: Workbench, written: ConfigTree): ComparisonConfig {
  const comparison = parseComparison(written);
  const meant = Object.entries(comparison.conditionOf).map(([title, condition]) => [title, withPreset(bench, "condition", condition)]);
  return { ...comparison, conditionOf: Object.fromEntries(meant) };
}

/**
 * An override that begins with a key of experiments is about the experiment, any other about all its runs. Settings of components
 * (`common`) are laid over each method that has such a component, and so not over the config that methods choose theirs on.
 */
export function composeComparison(
  bench: Workbench,
  overrides: readonly Override[],
  { experiment: usual, laid }: UsualComparison = { experiment: "comparison", laid: {} },
): ComposedComparison {
  const chosen = overrides.find(({ path }) => path.length === 1 && path[0] === "experiment");
  const others = overrides.filter((override) => override !== chosen);
  const ofExperiment = others.filter(({ path }) => comparisonKeys.includes(path[0]!));
  const ofRuns = others.filter((override) => !ofExperiment.includes(override));
  const comparison = parseExperiment(
    bench,
    applyOverrides(
      { ...experimentFile(bench, chosen ? chosen.value : usual), ...normalizeExperiment(bench, laid) },
      normalizeMethods(bench, ofExperiment),
      ["launcher"],
    ),
  );
  const base = applyOverrides(
    mergeConfig(baseConfig(bench), comparison.run as ConfigTree, bench.choices),
    ofRuns.filter((override) => !setsComponent(bench, override)),
    bench.choices,
  );
  for (const [place, config] of [
    ["run", { ...comparison.run, ...Object.fromEntries(ofRuns.map(({ path, value }) => [path[0]!, value])) }],
    ...Object.entries(comparison.methods).map(([name, method]) => [`methods.${name}`, method]),
  ] as const)
    refusePlanned(place as string, config as ConfigTree);
  return {
    comparison,
    base,
    common: ofRuns.filter((override) => setsComponent(bench, override)),
    set: ofRuns.map(({ path }) => path.join(".")),
    changed: ofRuns.filter(({ path }) => !PLACES.includes(path[0]!)).map(({ text }) => text),
  };
}

/** What a method with nothing of its own would run: the data, the protocol and the seed of all. */
export const sharedConfig = (bench: Workbench, { base, common }: ComposedComparison): ConfigTree =>
  applyOverrides(
    base,
    common.filter((override) => hasSetting(bench, withPresets(bench, base), override)),
    bench.choices,
  );

/** A comparison runs all its trials and conditions: one in a config would be overwritten without a word. */
export function refusePlanned(place: string, config: ConfigTree): void {
  for (const [key, instead] of [
    ["trial", "`trials=3` says how many trials there are"],
    ["condition", "`conditions=[planted]` says which conditions there are"],
  ] as const) {
    if (Object.hasOwn(config, key))
      throw new UserError(
        `${place === "run" ? key : `${place}.${key}`}: expected none in a comparison, which runs all its trials and conditions, got ${JSON.stringify(config[key])}. Leave it out; ${instead}.`,
      );
  }
}
