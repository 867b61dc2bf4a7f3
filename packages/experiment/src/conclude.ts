import {
  correctedInterval,
  correctedResampledT,
  holm,
  type Interval,
  mean,
  minimumDetectableDifference,
  pairedVariance,
  type ResamplingDesign,
} from "@evenkeel/statistics";
import type { ComparisonConfig } from "./comparison-config.js";
import type { FinishedTrial, TrialResult } from "./results.js";

/** What concluding needs to know of a method. */
export interface ComparedMethod {
  readonly name: string;
  /** The method that is the same run; it has the results. */
  readonly equalTo: string | null;
}

/** Mean over trials of one metric of one method, with every trial. */
export interface MetricSummary {
  readonly mean: number;
  /** Corrected for overlapping training sets. */
  readonly interval: Interval;
  /** Null where the trial failed. */
  readonly perTrial: readonly (number | null)[];
}

/** What a method found under a condition, over the trials. */
export interface CellSummary {
  readonly method: string;
  readonly values: Readonly<Record<string, MetricSummary>>;
  readonly failures: readonly { readonly trial: number; readonly reason: string }[];
  /** Trials in which the primary metric is better, equal, worse than the reference's. */
  readonly against: { readonly wins: number; readonly ties: number; readonly losses: number } | null;
}

/** The difference of two methods in the primary metric over the trials that both finished, with its test if it was declared. */
export interface ContrastSummary {
  readonly a: string;
  readonly b: string;
  /** Mean of a − b over the trials in which both have a value; NaN without any. */
  readonly difference: number;
  readonly interval: Interval;
  readonly p: number;
  readonly pHolm: number;
  readonly perTrial: readonly (number | null)[];
  /** Why there is no test, in a few words; null if there is one. Without a test p, interval and detectable difference are NaN. */
  readonly notTested: string | null;
  /** The true difference that this contrast finds with the declared power, tested at `strictestLevel`. */
  readonly detectable: number;
}

/** AUC of finding the synthetic rows that have a mislabelled parent. */
export interface Recovery {
  readonly method: string;
  /** By low contribution. */
  readonly byContribution: MetricSummary;
  /** The yardstick: by high final loss of the frozen run's same rows. */
  readonly byLoss: MetricSummary | null;
}

/** All that is concluded under one condition. */
export interface ConditionConclusion {
  readonly condition: string;
  readonly cells: readonly CellSummary[];
  readonly contrasts: readonly ContrastSummary[];
  readonly recovery: readonly Recovery[];
}

/** Results of one method under one condition, by trial; null where a trial has not run. */
export type ResultsOf = (condition: string, method: string) => readonly (TrialResult | null)[];

/** What is concluded from: the results and how they came about. */
export interface ConcludeOptions {
  readonly comparison: ComparisonConfig;
  readonly methods: readonly ComparedMethod[];
  readonly metrics: Readonly<Record<string, { readonly higherIsBetter: boolean }>>;
  readonly results: ResultsOf;
  readonly design: ResamplingDesign;
  /** Each method that learns contributions, with the run in which the same rows were not weighed. */
  readonly recoveries: readonly { readonly method: string; readonly frozen: string | null }[];
}

/**
 * Means, intervals, declared contrasts and recovery under every condition.
 *
 * Only declared contrasts get p-values, corrected by Holm over all that were declared for a condition: one whose test is
 * undefined counts too. All intervals use the variance of Nadeau and Bengio for overlapping training sets.
 */
export function conclude(options: ConcludeOptions): ConditionConclusion[] {
  return options.comparison.conditions.map((condition) => ({
    condition,
    cells: options.methods.map((method) => cellOf(options, condition, method)),
    contrasts: contrastsOf(options, condition),
    recovery: options.recoveries.flatMap((found) => recoveryOf(options, condition, found)),
  }));
}

function cellOf(options: ConcludeOptions, condition: string, { name }: ComparedMethod): CellSummary {
  const { comparison, metrics } = options;
  const trials = trialsOf(options, condition, name);
  const primary = valuesOf(trials, comparison.primary);
  const reference = valuesOf(trialsOf(options, condition, comparison.reference), comparison.primary);
  return {
    method: name,
    values: Object.fromEntries(Object.keys(metrics).map((metric) => [metric, summarize(valuesOf(trials, metric), options)])),
    failures: trials.flatMap((trial, i) => (trial?.status === "failed" ? [{ trial: i, reason: trial.reason }] : [])),
    against: name === comparison.reference ? null : countAgainst(primary, reference, metrics[comparison.primary]!.higherIsBetter),
  };
}

function contrastsOf(options: ConcludeOptions, condition: string): ContrastSummary[] {
  const summaries = options.comparison.contrasts.map(([a, b]) => contrastOf(options, condition, a, b));
  // What was declared counts, also where its test is undefined.
  const corrected = holm(summaries.map(({ p }) => p));
  return summaries.map((contrast, i) => ({ ...contrast, pHolm: corrected[i]! }));
}

function contrastOf(options: ConcludeOptions, condition: string, a: string, b: string): Omit<ContrastSummary, "pHolm"> {
  const { comparison, design } = options;
  const [of, against] = [a, b].map((name) => valuesOf(trialsOf(options, condition, name), comparison.primary)) as [
    (number | null)[],
    (number | null)[],
  ];
  const perTrial = of.map((value, trial) => (value === null || against[trial] == null ? null : value - against[trial]!));
  const paired = of.flatMap((value, trial) => (value === null || against[trial] == null ? [] : [[value, against[trial]!] as const]));
  const columns = [paired.map(([value]) => value), paired.map(([, other]) => other)] as const;
  const notTested = reasonNotToTest(options, [a, b], columns, of.length);
  const difference = paired.length > 0 ? mean(paired.map(([value, other]) => value - other)) : Number.NaN;
  if (notTested !== null)
    return { a, b, difference, interval: [Number.NaN, Number.NaN], p: Number.NaN, perTrial, notTested, detectable: Number.NaN };
  const { interval, p } = correctedResampledT(...columns, design, { level: comparison.level });
  return { a, b, difference, interval, p, perTrial, notTested, detectable: detectableDifference(options, columns) };
}

/** Without two trials, or without any variation over them, there is nothing to test a difference against. */
function reasonNotToTest(
  { methods }: ConcludeOptions,
  [a, b]: readonly [string, string],
  [of, against]: readonly [readonly number[], readonly number[]],
  trials: number,
): string | null {
  const runOf = (name: string): string => methods.find((method) => method.name === name)?.equalTo ?? name;
  if (runOf(a) === runOf(b)) return "both are the same run";
  if (of.length === 0) return "no trial has a value of both";
  if (of.length === 1) return trials === 1 ? "one trial" : `only 1 of ${trials} trials has a value of both`;
  if (pairedVariance(of, against) > 0) return null;
  const isEqual = of.every((value, trial) => value === against[trial]);
  return isEqual ? `equal in all ${of.length} trials` : `the same difference in all ${of.length} trials`;
}

/**
 * The level at which Holm's correction tests the smallest p-value, (1 − level)/number of declared contrasts. Others may be tested
 * at a higher one, but which is known only afterwards: what is said of power holds whatever the other contrasts give.
 */
export function strictestLevel({ level, contrasts }: Pick<ComparisonConfig, "level" | "contrasts">): number {
  return (1 - level) / Math.max(1, contrasts.length);
}

/** NaN where the declared power is below the level: that much any difference has. */
function detectableDifference(
  { comparison, design }: ConcludeOptions,
  [of, against]: readonly [readonly number[], readonly number[]],
): number {
  const alpha = strictestLevel(comparison);
  if (comparison.power <= alpha) return Number.NaN;
  const sd = Math.sqrt(pairedVariance(of, against));
  return minimumDetectableDifference({ trials: of.length, sd, ratio: design.testSize / design.trainSize, alpha }, comparison.power)
    .difference;
}

function recoveryOf(options: ConcludeOptions, condition: string, { method, frozen }: ConcludeOptions["recoveries"][number]): Recovery[] {
  const found = trialsOf(options, condition, method).map((trial) =>
    trial?.status === "finished" && trial.contributions
      ? mislabelledAuc(
          trial,
          trial.contributions.map((weight) => -weight),
        )
      : null,
  );
  if (found.every((auc) => auc === null)) return [];
  const losses =
    frozen === null
      ? []
      : trialsOf(options, condition, frozen).map((trial) =>
          trial?.status === "finished" && trial.syntheticLosses ? mislabelledAuc(trial, trial.syntheticLosses) : null,
        );
  return [
    { method, byContribution: summarize(found, options), byLoss: losses.some((auc) => auc !== null) ? summarize(losses, options) : null },
  ];
}

/** Probability that a row with a mislabelled parent scores above one without; ties count half. Null if a trial has only one kind. */
export function mislabelledAuc({ synthetic }: Pick<FinishedTrial, "synthetic">, scores: readonly number[]): number | null {
  const mislabelled = scores.filter((_, i) => synthetic[i]!.hasMislabelledParent);
  const clean = scores.filter((_, i) => !synthetic[i]!.hasMislabelledParent);
  if (mislabelled.length === 0 || clean.length === 0) return null;
  let above = 0;
  for (const p of mislabelled) for (const c of clean) above += p > c ? 1 : p === c ? 0.5 : 0;
  return above / (mislabelled.length * clean.length);
}

/** The trials of a method, or of the method that is the same run. */
function trialsOf({ methods, results }: ConcludeOptions, condition: string, name: string): readonly (TrialResult | null)[] {
  return results(condition, methods.find((method) => method.name === name)?.equalTo ?? name);
}

function valuesOf(trials: readonly (TrialResult | null)[], metric: string): (number | null)[] {
  return trials.map((trial) => {
    const value = trial?.status === "finished" ? trial.metrics[metric] : undefined;
    return value === undefined || !Number.isFinite(value) ? null : value;
  });
}

function summarize(perTrial: readonly (number | null)[], { design, comparison }: ConcludeOptions): MetricSummary {
  const present = perTrial.filter((value) => value !== null);
  return {
    mean: present.length > 0 ? mean(present) : Number.NaN,
    interval: present.length > 1 ? correctedInterval(present, design, comparison.level) : [Number.NaN, Number.NaN],
    perTrial,
  };
}

function countAgainst(
  values: readonly (number | null)[],
  reference: readonly (number | null)[],
  higherIsBetter: boolean,
): { wins: number; ties: number; losses: number } {
  const count = { wins: 0, ties: 0, losses: 0 };
  values.forEach((value, trial) => {
    const other = reference[trial];
    if (value === null || other == null) return;
    if (value === other) count.ties++;
    else if (value > other === higherIsBetter) count.wins++;
    else count.losses++;
  });
  return count;
}
