import type { FinishedTrial, LearningSummary } from "@evenkeel/experiment";
import type { ReportedLearning } from "@evenkeel/report";

/** Means over the trials of a method of what its learned part could do; none if it learned nothing. */
export function learnedOf(condition: string, method: string, trials: readonly FinishedTrial[]): ReportedLearning[] {
  const found = trials.flatMap(({ learning }) => learning ?? []);
  if (found.length === 0) return [];
  const contributions = found.filter((each): each is Extract<LearningSummary, { what: "contributions" }> => each.what === "contributions");
  const over = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
    items.reduce((sum, item) => sum + of(item), 0) / items.length;
  return [
    {
      condition,
      method,
      count: over(found, (each) => (each.what === "contributions" ? each.count : each.batchSize)),
      effective: over(found, (each) => (each.what === "contributions" ? each.effectiveRows : each.effectiveExamples)),
      ...(contributions.length > 0 && {
        contributions: {
          meanVisits: over(contributions, ({ visits }) => visits.mean),
          minVisits: over(contributions, ({ visits }) => visits.min),
          low: over(contributions, ({ spread }) => spread.low),
          high: over(contributions, ({ spread }) => spread.high),
          sd: over(contributions, ({ spread }) => spread.sd),
        },
      }),
      numStill: contributions.filter(({ hadNoChance }) => hadNoChance !== null).length,
    },
  ];
}

/** What must stand beside any sentence on differences: a learned part that could not move shows none. */
export function noChanceSentences(learned: readonly ReportedLearning[], numTrials: number, titleOf: (method: string) => string): string[] {
  return learned
    .filter(({ numStill }) => numStill > 0)
    .map(
      ({ condition, method, numStill, contributions }) =>
        `Under ${condition} the learned part of ${titleOf(method)} had no chance to move, or did not, in ${numStill} of ${numTrials} trials: a row took part in ${contributions!.meanVisits.toFixed(1)} meta steps on average, and nine in ten contributions ended between ${contributions!.low.toFixed(3)} and ${contributions!.high.toFixed(3)}. No difference is then no sign that learning does not help; the warnings of its runs say what to raise.`,
    );
}
