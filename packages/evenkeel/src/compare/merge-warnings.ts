/** The warnings of each trial of a method under one condition; null where the trial did not finish. */
export interface WarnedTrials {
  readonly condition: string;
  readonly trials: readonly (readonly string[] | null)[];
}

/** Each warning once, with the trials that gave it: `… (all trials)`, `… (planted: trials 0, 3)`. */
export function mergeWarnings(conditions: readonly WarnedTrials[]): string[] {
  const texts = new Set(conditions.flatMap(({ trials }) => trials.flatMap((warnings) => warnings ?? [])));
  return [...texts].map((text) => {
    const places = conditions.flatMap(({ condition, trials }) => {
      const where = trials.flatMap((warnings, trial) => (warnings?.includes(text) ? [trial] : []));
      const finished = trials.filter((warnings) => warnings !== null).length;
      return where.length === 0
        ? []
        : [
            {
              condition,
              isAll: where.length === finished,
              trials: where.length === finished ? "all trials" : `${where.length === 1 ? "trial" : "trials"} ${where.join(", ")}`,
            },
          ];
    });
    const isEverywhere = places.length === conditions.length && places.every(({ isAll }) => isAll);
    const where = isEverywhere
      ? "all trials"
      : conditions.length === 1
        ? places[0]!.trials
        : places.map(({ condition, trials }) => `${condition}: ${trials}`).join("; ");
    return `${text} (${where})`;
  });
}
