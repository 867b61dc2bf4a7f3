import { planRun, type Reader, type RunConfig, runContainer } from "@evenkeel/compose";
import { type Dataset, type Protocol, type Split, streams, UserError } from "@evenkeel/core";
import { digestOf } from "@evenkeel/datasets";
import type { Workbench } from "../workbench/workbench.js";

/** The data of a run and how they are split; no row is prepared. */
export interface OpenedSplits {
  readonly dataset: Dataset;
  readonly protocol: Protocol;
  splitOf(trial: number): Split;
}

/** Loads the data of a run and opens its protocol. */
export async function openSplits(bench: Workbench, config: RunConfig, reader?: Reader<"open">): Promise<OpenedSplits> {
  const { catalogs } = bench;
  const opening = reader ?? runContainer(config, catalogs, planRun(config, catalogs)).reader("open");
  const dataset = bench.hasOwn ? ownCopy(await loadOnce(config, opening)) : await loadOnce(config, opening);
  if (dataset.missing !== undefined && config.components["imputer"]!.name === catalogs["imputer"]!.neutral)
    throw new UserError(dataset.missing);
  const protocol = opening.get("protocol");
  return { dataset, protocol, splitOf: (trial) => protocol.split(dataset, trial, streams(config.seed)) };
}

const loaded = new Map<string, Promise<Dataset>>();

/** Reading a file for every run of a worker would cost more than training on it. */
function loadOnce(config: RunConfig, reader: Reader<"open">): Promise<Dataset> {
  const key = JSON.stringify(config.components["dataset"]);
  const known = loaded.get(key);
  if (known) return known;
  const dataset = reader.get("dataset").load();
  loaded.set(key, dataset);
  // What could not be read may be there the next time.
  dataset.catch(() => loaded.delete(key));
  return dataset;
}

/** What a copy held when it was made, to tell whether a component wrote into it. */
const held = new WeakMap<Dataset, string>();

/** Components that are not ours get data of their own: what one writes into them, no other run sees. */
function ownCopy(dataset: Dataset): Dataset {
  const copy = { ...dataset, values: dataset.values.slice(), labels: dataset.labels.slice(), rowIds: dataset.rowIds.slice() };
  held.set(copy, digestOf(copy.values, copy.labels));
  return copy;
}

/** What was found of data that a component has written into would be of other data. */
export function refuseChanged(config: RunConfig, dataset: Dataset): void {
  if (held.get(dataset) === digestOf(dataset.values, dataset.labels)) return;
  const chosen = ["condition", "imputer", "encoder"].map((role) => `${role}=${config.components[role]!.name}`);
  throw new UserError(
    `${chosen.join(", ")}: expected components that leave the data as they are, got values or labels that one of them has changed. Copy what you change, e.g. \`dataset.values.slice()\`.`,
  );
}

/** Files may have changed since they were read. */
export const forgetData = (): void => loaded.clear();
