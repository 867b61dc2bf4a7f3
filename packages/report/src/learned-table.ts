import type { ComparisonReport } from "./comparison-report.js";
import { formatValue, UNDEFINED } from "./format.js";
import { labelOf } from "./reading.js";

/** What the learned parts could do, as the cells of a table: the first two columns are text. */
export interface LearnedTable {
  readonly title: string;
  readonly caption: string;
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Null if nothing was learned. */
export function learnedTable(report: ComparisonReport): LearnedTable | null {
  const { learned = [], trials } = report;
  if (learned.length === 0) return null;
  return {
    title: "What the learned parts could do",
    caption:
      "Means over trials. Effective rows: (Σw)²/Σw², how many rows of equal weight would vary as little; of a batch where weights are made anew in each. Meta steps: in how many the contribution of a synthetic row took part. A learned part without a chance to move says nothing about learning.",
    headers: [
      "condition",
      "method",
      "rows",
      "effective rows",
      "meta steps, mean",
      "least",
      "nine in ten contributions",
      "sd",
      "no chance in",
    ],
    rows: learned.map(({ condition, method, count, effective, contributions, numStill }) => [
      condition,
      labelOf(report, method),
      formatValue(count, Number.isInteger(count) ? 0 : 1),
      formatValue(effective, 1),
      ...(contributions
        ? [
            formatValue(contributions.meanVisits, 1),
            formatValue(contributions.minVisits, Number.isInteger(contributions.minVisits) ? 0 : 1),
            `${formatValue(contributions.low)} – ${formatValue(contributions.high)}`,
            formatValue(contributions.sd),
            `${numStill} of ${trials} trials`,
          ]
        : [UNDEFINED, UNDEFINED, UNDEFINED, UNDEFINED, UNDEFINED]),
    ]),
  };
}
