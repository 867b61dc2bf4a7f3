import type { LearningSummary } from "@evenkeel/experiment";
import type { TrainTask } from "@evenkeel/trainer";
import type { RunResult } from "./train-run.js";

/** Contributions of which nine in ten are no further from 1 than this have not moved. */
const STILL = 0.05;
/** Free parameters to travel until softplus weighs about twice or half as much. */
const FAR = 0.7;
/** With less than this share of the visits that takes, and contributions still near 1, learning had no chance. */
const ENOUGH = 0.5;
const NEAR = 0.25;

/** What the learned part of a run could do; null if nothing was learned. */
export function learningOf(
  {
    training: { task },
    result: {
      learning: { visits, effectiveExamples },
      contributions,
    },
  }: RunResult["learned"],
  stage: number,
): LearningSummary | null {
  if (effectiveExamples !== null) {
    const { batchSize } = task.settings;
    const { naturalRows, synthetic } = task.data;
    return {
      what: "batch-weights",
      effectiveExamples,
      batchSize: batchSize + (synthetic ? Math.round((batchSize * synthetic.count) / naturalRows.length) : 0),
    };
  }
  if (!visits || !contributions) return null;
  const sorted = [...contributions].sort((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  const mean = meanOf(sorted);
  const summary = {
    count: sorted.length,
    visits: { min: visits.reduce((least, each) => Math.min(least, each), Infinity), mean: meanOf(visits) },
    spread: {
      min: sorted[0]!,
      low: quantile(0.05),
      median: quantile(0.5),
      high: quantile(0.95),
      max: sorted.at(-1)!,
      sd: Math.sqrt(meanOf(sorted.map((each) => (each - mean) ** 2))),
    },
    effectiveRows: (sorted.length * mean) ** 2 / sorted.reduce((sum, each) => sum + each * each, 0),
  };
  return { what: "contributions", ...summary, hadNoChance: whyNoChance(task, summary, stage) };
}

type Contributions = Omit<Extract<LearningSummary, { what: "contributions" }>, "what" | "hadNoChance">;

/**
 * A step of the meta-optimizer moves a free parameter by about its learning rate (Adam does, whatever the gradient), so a
 * contribution needs about 0.7 / learning rate of the steps that it takes part in to double or halve.
 */
function whyNoChance(task: TrainTask, { visits, spread, count }: Contributions, stage: number): string | null {
  const isWithin = (distance: number) => spread.low >= 1 - distance && spread.high <= 1 + distance;
  const { learningRate } = task.metaOptimizer!;
  const needed = Math.ceil(FAR / learningRate);
  const tooFew = visits.mean < ENOUGH * needed;
  if (!isWithin(tooFew ? NEAR : STILL)) return null;
  const { updates } = task.settings;
  const moved = `nine in ten of the learned contributions lie between ${spread.low.toFixed(3)} and ${spread.high.toFixed(3)}`;
  if (!tooFew)
    return `Learned contributions${stage > 0 ? ` of stage ${stage + 1}` : ""} did not move: ${moved}, though each of ${count} synthetic rows took part in ${rounded(visits.mean)} meta steps on average. What is seen of this method is that of its rows, not of learning.`;
  return `Learned contributions${stage > 0 ? ` of stage ${stage + 1}` : ""} had no chance to move: each of ${count} synthetic rows took part in ${rounded(visits.mean)} meta steps on average, and at metaOptimizer.learningRate ${learningRate} about ${needed} are needed to double or halve a contribution; ${moved}. Raise \`${stage > 0 ? `stages[${stage - 1}].` : ""}training.updates\`${visits.mean > 0 ? ` (to about ${rounded((updates * needed) / visits.mean)})` : ""} or \`metaOptimizer.learningRate\`, or make fewer synthetic rows.`;
}

const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

const rounded = (value: number): string => (value >= 10 ? String(Number(value.toPrecision(2))) : value.toFixed(1));
