import { studentTSurvival } from "./distributions/student-t.js";
import { rankData } from "./ranks.js";
import { mean, sum } from "./summary.js";

/** A coefficient in [−1, 1] and its p-value. */
export interface Correlation {
  readonly coefficient: number;
  /** Two-sided, from Student's t with n − 2 degrees of freedom. */
  readonly p: number;
}

/** Pearson's r = cov(x, y) / (sd x · sd y), with the p-value of t = r·√((n − 2)/(1 − r²)) on n − 2 degrees. */
export function pearson(a: readonly number[], b: readonly number[]): Correlation {
  const [centerA, centerB] = [mean(a), mean(b)];
  const cross = sum(a.map((value, i) => (value - centerA) * (b[i]! - centerB)));
  const squares = (values: readonly number[], center: number): number => sum(values.map((value) => (value - center) ** 2));
  const coefficient = cross / Math.sqrt(squares(a, centerA) * squares(b, centerB));
  const df = a.length - 2;
  const t = Math.abs(coefficient) * Math.sqrt(df / (1 - coefficient ** 2));
  return { coefficient, p: 2 * studentTSurvival(t, df) };
}

/** Pearson's correlation of the ranks. */
export function spearman(a: readonly number[], b: readonly number[]): Correlation {
  return pearson(rankData(a), rankData(b));
}

/** Kendall's τ_b: concordant minus discordant pairs over the geometric mean of the pairs untied in a and in b. */
export function kendallTauB(a: readonly number[], b: readonly number[]): number {
  let concordance = 0;
  let untiedA = 0;
  let untiedB = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const [signA, signB] = [Math.sign(a[i]! - a[j]!), Math.sign(b[i]! - b[j]!)];
      concordance += signA * signB;
      untiedA += signA ** 2;
      untiedB += signB ** 2;
    }
  }
  return concordance / Math.sqrt(untiedA * untiedB);
}
