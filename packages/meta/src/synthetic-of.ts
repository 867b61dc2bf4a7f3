import { type LearnerRows, type Rows, UserError } from "@evenkeel/core";

/** The synthetic rows of a run, which a learner of contributions cannot do without. */
export function syntheticOf(learner: string, { synthetic }: LearnerRows): Rows {
  if (synthetic) return synthetic;
  throw new UserError(
    `${learner}: expected a sampler that makes synthetic rows, got none. Choose one, e.g. \`sampler=smote\`, with settings that add rows.`,
  );
}
