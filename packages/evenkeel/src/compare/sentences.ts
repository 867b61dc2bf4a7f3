import { type ComparisonConfig, type ConditionConclusion, type ContrastSummary, strictestLevel } from "@evenkeel/experiment";
import type { ComparisonReport } from "@evenkeel/report";
import type { Plan } from "./plan.js";

interface Concluded {
  readonly conditions: readonly ConditionConclusion[];
  readonly comparison: ComparisonConfig;
  readonly plan: Plan;
}

/** What every tested contrast would have found with the declared power, and from where on the most certain of them does. */
export function smallestVisible({ conditions, comparison, plan }: Concluded): ComparisonReport["smallestVisibleDifference"] {
  const { power } = comparison;
  const all = conditions.flatMap(({ contrasts }) => contrasts);
  const found = all.map(({ detectable }) => detectable).filter(Number.isFinite);
  const metric = plan.metrics[comparison.primary]!.label;
  if (all.length === 0)
    return { value: null, power, explanation: "No contrast was declared: nothing can be said about what would have been visible." };
  if (found.length === 0)
    return {
      value: null,
      power,
      explanation: `No declared contrast could be tested (${reasonsOf(all)}): nothing can be said about what would have been visible.`,
    };
  const [least, most] = [Math.min(...found), Math.max(...found)];
  const some =
    found.length === 1
      ? "The one tested contrast"
      : found.length === all.length
        ? `Each of the ${found.length} contrasts`
        : `Each of the ${found.length} tested contrasts`;
  const range =
    found.length === 1 ? "" : ` Each has a value of its own, from ${least.toFixed(3)} to ${most.toFixed(3)}: “visible from” beside it.`;
  const untested =
    found.length === all.length
      ? ""
      : ` ${all.length - found.length === 1 ? "The one contrast that was not tested is" : `The ${all.length - found.length} contrasts that were not tested are`} left out.`;
  const beyond =
    most > 1
      ? " A value above 1 says that no difference between two scores in [0, 1] could have been seen with so few or so uneven trials."
      : "";
  return {
    value: most,
    power,
    explanation: `${some} would find a true difference in ${metric} of ${most.toFixed(3)} with a probability of at least ${power}, tested at ${levelText(comparison)}.${range}${untested}${beyond} Smaller differences may be there and not be seen.`,
  };
}

/** The level that a contrast is judged by before it is known what the others give. */
function levelText(comparison: ComparisonConfig): string {
  const { level, contrasts } = comparison;
  const strictest = percent(strictestLevel(comparison));
  return contrasts.length === 1
    ? strictest
    : `${strictest}, the strictest level of Holm's correction (${percent(1 - level)} over the ${contrasts.length} declared contrasts of a condition)`;
}

/** What the intervals say, and what they do not. */
export function conclusionsOf(concluded: Concluded): string[] {
  const { conditions, plan } = concluded;
  return [
    ...conditions.map((condition) => contrastSentence(condition, concluded)),
    ...conditions.flatMap(({ recovery }) =>
      recovery.map(
        ({ method, byContribution, byLoss }) =>
          `A low contribution (${titleOf(plan, method)}) finds synthetic rows with a mislabelled parent with an AUC of ${between(byContribution.mean, byContribution.interval)}${byLoss ? `; the yardstick, a high final loss of the same rows without learning, with ${between(byLoss.mean, byLoss.interval)}` : ""}.`,
      ),
    ),
    `${limitSentence(concluded)} All trials are splits of one data set of ${plan.dataset.numExamples} rows with the settings below: nothing here speaks of other data, models or settings.`,
  ];
}

/** What a contrast that was not significant leaves open: each has a limit of its own. */
function limitSentence(concluded: Concluded): string {
  if (smallestVisible(concluded).value === null) return "Nothing here says that two methods are equal.";
  return `An interval that contains 0 does not say that two methods are equal: differences below what stands at “visible from” beside a contrast would be missed by it with a probability of more than ${percent(1 - concluded.comparison.power)}.`;
}

function contrastSentence({ condition, contrasts }: ConditionConclusion, { comparison, plan }: Concluded): string {
  if (contrasts.length === 0) return `Under ${condition} no contrast was declared: intervals only.`;
  const tested = contrasts.filter(({ notTested }) => notTested === null);
  if (tested.length === 0)
    return `Under ${condition} ${contrasts.length === 1 ? "the one declared contrast was not" : `none of ${contrasts.length} declared contrasts was`} tested: ${reasonsOf(contrasts)}.`;
  const shown = tested.filter(({ pHolm }) => pHolm < 1 - comparison.level);
  const untested = contrasts.filter(({ notTested }) => notTested !== null);
  const isAll = untested.length === 0;
  const correction = isAll ? "Holm's correction" : `Holm's correction over the ${contrasts.length} declared`;
  const [of, one] = isAll
    ? [`of ${contrasts.length} declared contrasts`, "the one declared contrast"]
    : [`of ${tested.length} tested contrasts`, "the one tested contrast"];
  const which = tested.length === 1 ? one : `${shown.length === 0 ? "none" : shown.length} ${of}`;
  const differ = tested.length === 1 && shown.length === 0 ? "does not differ" : shown.length > 1 ? "differ" : "differs";
  const after = isAll && tested.length === 1 ? "" : ` after ${correction}`;
  const found = `Under ${condition} ${which} ${differ} from 0${after}${shown.length === 0 ? "" : `: ${shown.map((contrast) => differenceText(contrast, plan)).join("; ")}`}.`;
  return untested.length === 0
    ? found
    : `${found} Not tested: ${untested.map(({ a, b, notTested }) => `${titleOf(plan, a)} − ${titleOf(plan, b)} (${notTested})`).join("; ")}.`;
}

/** Why contrasts were not tested, each reason once. */
function reasonsOf(contrasts: readonly ContrastSummary[]): string {
  return [...new Set(contrasts.flatMap(({ notTested }) => notTested ?? []))].join("; ");
}

function differenceText({ a, b, difference, interval }: ContrastSummary, plan: Plan): string {
  return `${titleOf(plan, a)} − ${titleOf(plan, b)} ${between(difference, interval)}`;
}

const titleOf = ({ methods }: Plan, name: string): string => methods.find((method) => method.name === name)!.title;
/** Without an interval, as over one trial, the value alone. */
const between = (value: number, [low, high]: readonly [number, number]): string =>
  Number.isFinite(low) && Number.isFinite(high) ? `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]` : value.toFixed(3);
const percent = (share: number): string => `${Number((100 * share).toPrecision(2))}\u00a0%`;
