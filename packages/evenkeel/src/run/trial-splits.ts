import { type ConfigTree, parseComponent, parseRunConfig, planRun, runContainer } from "@evenkeel/compose";
import { type Dataset, type Split, streams } from "@evenkeel/core";
import { splitManifest } from "@evenkeel/datasets";
import { conditioned } from "@evenkeel/trainer";
import { withPresets } from "../workbench/presets.js";
import type { Workbench } from "../workbench/workbench.js";
import { openSplits } from "./load-data.js";

/** The rows of a trial under a condition, and the hash that names them to other programs. */
export interface TrialSplit {
  readonly split: Split;
  /** Labels that the condition changed, by row id. */
  readonly labels: ReadonlyMap<number, number>;
  readonly hash: string;
}

/** The trials of a run config, without anything that trains. */
export interface TrialSplits {
  readonly dataset: Dataset;
  readonly numTrials: number;
  /** @param condition - what a run's `condition` is. */
  of(condition: ConfigTree, trial: number): TrialSplit;
}

/** @param written - what a run of them would be of: its data, protocol and seed count. */
export async function trialSplits(bench: Workbench, written: ConfigTree): Promise<TrialSplits> {
  const { catalogs } = bench;
  const config = parseRunConfig(withPresets(bench, written), catalogs);
  const { dataset, protocol, splitOf } = await openSplits(bench, config);
  const classCounts = protocol.classCounts(dataset);
  return {
    dataset,
    numTrials: protocol.numTrials,
    of(own, trial) {
      const chosen = parseComponent("condition", own, catalogs);
      const under = { ...config, components: { ...config.components, condition: chosen } };
      const condition = runContainer(under, catalogs, planRun(under, catalogs)).reader("open").get("condition");
      const asDrawn = { dataset, split: splitOf(trial), classCounts, trial, labels: new Map<number, number>() };
      const { split, labels } = conditioned(`condition=${chosen.name}`, condition, asDrawn, streams(config.seed));
      return { split, labels, hash: splitManifest(split, dataset, labels).hash };
    },
  };
}
