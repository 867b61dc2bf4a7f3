import { noncentralTCdf } from "../distributions/noncentral-t.js";
import { studentTQuantile } from "../distributions/student-t.js";
import { expandUntil, findRoot } from "../special/find-root.js";

/** A planned corrected resampled t test. */
export interface TestPlan {
  /** J. */
  readonly trials: number;
  /** Standard deviation of the differences over trials. */
  readonly sd: number;
  /** n_test / n_train; 0 for independent trials. */
  readonly ratio: number;
  /** Two-sided. */
  readonly alpha: number;
}

/** Probability that the test finds a true mean difference of `difference`: both tails of the noncentral t with J − 1 degrees of freedom. */
export function correctedResampledPower(plan: TestPlan, difference: number): number {
  return powerAt(plan, difference / plannedStandardError(plan));
}

/** The smallest true difference that a test finds with a power, and what it is made of. */
export interface DetectableDifference {
  readonly standardError: number;
  readonly criticalT: number;
  /** The difference in standard errors. */
  readonly noncentrality: number;
  readonly difference: number;
}

/** The smallest true mean difference that the test finds with probability `power`. */
export function minimumDetectableDifference(plan: TestPlan, power: number): DetectableDifference {
  if (!(power > plan.alpha && power < 1))
    throw new RangeError(`minimumDetectableDifference: expected \`power\` between alpha = ${plan.alpha} and 1, got ${power}.`);
  const excess = (noncentrality: number): number => powerAt(plan, noncentrality) - power;
  const noncentrality = findRoot(excess, 0, expandUntil(excess, 1, 1));
  const standardError = plannedStandardError(plan);
  return { standardError, criticalT: criticalT(plan), noncentrality, difference: noncentrality * standardError };
}

function powerAt(plan: TestPlan, noncentrality: number): number {
  const critical = criticalT(plan);
  const df = plan.trials - 1;
  return 1 - noncentralTCdf(critical, df, noncentrality) + noncentralTCdf(-critical, df, noncentrality);
}

const criticalT = ({ alpha, trials }: TestPlan): number => studentTQuantile(1 - alpha / 2, trials - 1);

const plannedStandardError = ({ sd, trials, ratio }: TestPlan): number => sd * Math.sqrt(1 / trials + ratio);
