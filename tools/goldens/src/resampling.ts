import { type AnyRows, countClasses, randomState, type Resampled } from "@evenkeel/core";
import { catalogs } from "@evenkeel/samplers";
import type { Results } from "./comparison.js";

/** Resamples by the sampler of that name; null where there is none. */
export function resample(name: string, config: object, train: AnyRows): Resampled | null {
  if (!catalogs.sampler.names.includes(name)) return null;
  const component = catalogs.sampler.get(name);
  const { name: _, ...settings } = component.schema.parse({ name, ...config }) as { name: string };
  return component.create(settings).resample(train, { classCounts: countClasses(train.labels, train.numClasses) }, randomState(0));
}

/** imbalanced-learn's `sampling_strategy`, where target counts are a list of pairs. */
export function strategyOf(strategy: unknown): unknown {
  return Array.isArray(strategy) ? Object.fromEntries(strategy) : strategy;
}

/** The rows that a sampler made, and their classes; none if it made none. */
export function syntheticResults(resampled: Resampled | null, labels: readonly number[]): Results | null {
  if (!resampled) return null;
  const { synthetic } = resampled;
  const numClasses = Math.max(...labels) + 1;
  return {
    X_new: synthetic?.features ?? [],
    y_new: Array.from({ length: synthetic?.count ?? 0 }, (_, row) =>
      synthetic!.targets.subarray(row * numClasses, (row + 1) * numClasses).indexOf(1),
    ),
  };
}
