import type { ComparisonConfig, ConditionConclusion, ContrastSummary } from "@evenkeel/experiment";
import type { ComparisonReport } from "@evenkeel/report";
import type { Plan } from "./plan.js";

interface Concluded {
  readonly conditions: readonly ConditionConclusion[];
  readonly comparison: ComparisonConfig;
  readonly plan: Plan;
}

/** The median over the declared contrasts of what each would have found with the declared power. */
export function smallestVisible({ conditions, comparison, plan }: Concluded): ComparisonReport["smallestVisibleDifference"] {
  const found = conditions[0]!.contrasts.map(({ detectable }) => detectable).filter(Number.isFinite).sort((a, b) => a - b);
  const { power, level } = comparison;
  const metric = plan.metrics[comparison.primary]!.label;
  if (found.length === 0) return { value: null, power, explanation: "No contrast was declared, or its trials do not differ: nothing can be said about what would have been visible." };
  const value = found[Math.floor((found.length - 1) / 2)]!;
  return {
    value,
    power,
    explanation: `The true difference in ${metric} that ${plan.numTrials} trials would find with probability ${power}, in one test at ${percent(1 - level)}: the median of the ${found.length} declared contrasts under ${conditions[0]!.condition} (${found[0]!.toFixed(3)} to ${found.at(-1)!.toFixed(3)}). Smaller differences may be there and not be seen.`,
  };
}

/** What the intervals say, and what they do not. */
export function conclusionsOf(concluded: Concluded): string[] {
  const { conditions, comparison, plan } = concluded;
  const { value } = smallestVisible(concluded);
  const metric = plan.metrics[comparison.primary]!.label;
  return [
    ...conditions.map((condition) => contrastSentence(condition, concluded)),
    ...conditions.flatMap(({ recovery }) =>
      recovery.map(
        ({ method, byContribution, byLoss }) =>
          `A low contribution (${titleOf(plan, method)}) finds synthetic rows with a planted parent with an AUC of ${between(byContribution.mean, byContribution.interval)}${byLoss ? `; the yardstick, a high final loss of the same rows without learning, with ${between(byLoss.mean, byLoss.interval)}` : ""}.`,
      ),
    ),
    `An interval that contains 0 does not say that two methods are equal${value === null ? "" : `: a difference in ${metric} below ${value.toFixed(3)} would probably not have been seen`}. All trials are splits of one data set of ${plan.dataset.numExamples} rows with one setting for all methods: nothing here speaks of other data, models or settings.`,
  ];
}

function contrastSentence({ condition, contrasts }: ConditionConclusion, { comparison, plan }: Concluded): string {
  if (contrasts.length === 0) return `Under ${condition} no contrast was declared: intervals only.`;
  const shown = contrasts.filter(({ pHolm }) => pHolm < 1 - comparison.level);
  const of = `of ${contrasts.length} declared contrasts`;
  if (shown.length === 0) return `Under ${condition} none ${of} differs from 0 after Holm's correction.`;
  return `Under ${condition} ${shown.length} ${of} ${shown.length === 1 ? "differs" : "differ"} from 0 after Holm's correction: ${shown.map((contrast) => differenceText(contrast, plan)).join("; ")}.`;
}

function differenceText({ a, b, difference, interval }: ContrastSummary, plan: Plan): string {
  return `${titleOf(plan, a)} − ${titleOf(plan, b)} ${between(difference, interval)}`;
}

const titleOf = ({ methods }: Plan, name: string): string => methods.find((method) => method.name === name)!.title;
const between = (value: number, [low, high]: readonly [number, number]): string => `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
