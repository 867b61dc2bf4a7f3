import { metricsIn, type Sink } from "@evenkeel/core";
import type { Curve } from "@evenkeel/experiment";

/** Keeps of a run's events what a result file holds. */
export interface Recorder extends Sink {
  curves(): Record<string, Curve>;
  contributionHistory(): { steps: number[]; values: number[][] } | null;
  /** Where the training ended in failure, if it did. */
  failure(): { step: number; reason: string } | null;
}

/** What a result calls the losses; any other curve has the name of its metric. */
const LOSSES: Readonly<Record<string, string>> = { "train/loss": "train", "meta/loss": "meta", "test/loss": "test" };

/** The metric of a curve by what a result calls it. */
export const metricOf = (curve: string): string => Object.entries(LOSSES).find(([, name]) => name === curve)?.[0] ?? curve;

export function recorder(): Recorder {
  const curves: Record<string, { steps: number[]; values: number[] }> = {};
  const history = { steps: [] as number[], values: [] as number[][] };
  let failed: { step: number; reason: string } | null = null;
  return {
    name: "result",
    handle(event) {
      if (event.type === "windowEnded" || (event.type === "found" && !event.isFinal)) {
        for (const [metric, value] of Object.entries(metricsIn(event))) {
          const name = LOSSES[metric] ?? metric;
          const curve = (curves[name] ??= { steps: [], values: [] });
          curve.steps.push(event.step);
          curve.values.push(value);
        }
      } else if (event.type === "contributionsRecorded" && event.of === undefined) {
        history.steps.push(event.step);
        history.values.push(Array.from(event.contributions, (weight) => Number(weight.toPrecision(5))));
      } else if (event.type === "runFailed") failed = { step: event.step, reason: event.reason };
    },
    close: async () => undefined,
    curves: () => curves,
    contributionHistory: () => (history.steps.length > 0 ? history : null),
    failure: () => failed,
  };
}
