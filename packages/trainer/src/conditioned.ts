import { type Condition, type Conditioned, labelledRoles, type Split, type Stream, type Trial, UserError } from "@evenkeel/core";

/**
 * What a condition makes of a trial, held to what it may do.
 *
 * @param component - what messages call it: `condition=planted`.
 * @throws UserError if a role got rows, or a label of a test row or of none was changed.
 */
export function conditioned(component: string, condition: Condition, trial: Trial, stream: Stream): Conditioned {
  const made = condition.apply(trial, stream);
  const refuse = (what: string, got: string): never => {
    throw new UserError(`${component}: expected ${what}, got ${got}. Correct the component.`);
  };
  for (const role of [...labelledRoles, "test"] as const) {
    const before = new Set(trial.split[role]);
    const strange = (made.split[role] ?? []).find((id) => !before.has(id));
    if (strange !== undefined) refuse(`no row in \`${role}\` that was not there`, `row ${strange}`);
  }
  const labelled = new Set(labelledRoles.flatMap((role) => trial.split[role] ?? []));
  for (const [id, label] of made.labels) {
    if (!labelled.has(id)) refuse("labels of labelled rows alone", `one of row ${id}`);
    if (!(Number.isInteger(label) && label >= 0 && label < trial.dataset.numClasses))
      refuse(`labels of ${trial.dataset.numClasses} classes`, `${label} for row ${id}`);
  }
  return made;
}

/** Whether nothing of a trial was changed. */
export const isUnchanged = (trial: Trial, { split, labels }: Conditioned): boolean =>
  labels.size === trial.labels.size &&
  ([...labelledRoles, "test"] as const).every(
    (role: keyof Split) =>
      (split[role] as readonly number[] | undefined)?.length === (trial.split[role] as readonly number[] | undefined)?.length,
  );
