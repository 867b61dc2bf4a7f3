import type { MetricDescription } from "@evenkeel/core";
import type { Curve } from "@evenkeel/experiment";
import { datasetInputs, runNote, type TrackedPage } from "@evenkeel/tracking";
import { describeMetrics } from "@evenkeel/trainer";
import { flattenParams } from "mlflow-js-client";
import { interestTags } from "./class-of-interest.js";
import type { OpenedRun } from "./open-run.js";
import { runConfigOf } from "./run-files.js";

/** What computed a run, in one line. */
export const ENGINE_TAG = "evenkeel.engine";

/** What MLflow shows of a run. */
export interface RunPage extends Required<TrackedPage> {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The page of a run that stands by itself: all of its config, data sets, curves and files. */
export function runPage(name: string, run: OpenedRun, engine: string): RunPage {
  const { dataset, split, mislabelled, config } = run;
  const roles = { training: split.train, meta: split.meta, validation: split.validation ?? [], test: split.test };
  const metrics = describeMetrics(run.task.scoring);
  const [[metric, { higherIsBetter }]] = Object.entries(metrics) as [[string, MetricDescription]];
  return {
    name,
    tags: { condition: config.components["condition"]!.name, [ENGINE_TAG]: engine, ...interestTags(run) },
    params: paramsOf(runConfigOf(run)),
    datasets: datasetInputs({ dataset, roles, mislabelled }),
    primary: { name: testMetric(metric), higherIsBetter },
    curvePoints: Infinity,
    isArtifact: () => true,
    note: ({ metrics: found, seconds }) => {
      const facts = Object.fromEntries(Object.entries(metrics).map(([key, { label }]) => [label, found[key] ?? Number.NaN]));
      return runNote({ summary: `${name} on ${dataset.name}.`, facts: { ...facts, "seconds of training": seconds } });
    },
  };
}

/** A config as params, without a list of contributions, which is an artifact. */
export function paramsOf(config: Readonly<Record<string, unknown>>): Record<string, string> {
  const { weighter, ...rest } = config;
  const { weights, ...settings } = (weighter ?? {}) as { weights?: unknown };
  const named = weights !== undefined && !Array.isArray(weights) ? { ...settings, weights } : settings;
  return flattenParams({ ...rest, ...(weighter !== undefined && { weighter: named }) });
}

/** The step at which a run's result stands: that of the last point of its curves. */
export const lastStep = (curves: Readonly<Record<string, Curve>>): number =>
  Math.max(0, ...Object.values(curves).map(({ steps }) => steps.at(-1) ?? 0));

/** What MLflow calls a metric of the test rows. */
export const testMetric = (metric: string): string => `test/${metric}`;

export const testMetrics = (metrics: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(metrics).map(([metric, value]) => [testMetric(metric), value]));
