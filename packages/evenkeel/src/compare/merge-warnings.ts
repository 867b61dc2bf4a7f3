/** The warnings of each trial of a method under one condition; null where the trial did not finish. */
export interface WarnedTrials {
  readonly condition: string;
  readonly trials: readonly (readonly string[] | null)[];
}

/** How many warnings that differ in numbers alone are told; the rest is counted. */
const SHOWN_ALIKE = 2;

/**
 * Each warning once, with the trials that gave it: `… (all trials)`, `… (planted: trials 0, 3)`. Of those that differ in numbers alone the
 * first are told.
 */
export function mergeWarnings(conditions: readonly WarnedTrials[]): string[] {
  const texts = new Set(conditions.flatMap(({ trials }) => trials.flatMap((warnings) => warnings ?? [])));
  const alike = new Map<string, string[]>();
  for (const text of texts) {
    const kind = text.replaceAll(/\d+([.,]\d+)*(e[+-]?\d+)?/g, "#");
    alike.set(kind, [...(alike.get(kind) ?? []), text]);
  }
  return [...alike.values()].flatMap((own) => {
    const told = own.slice(0, SHOWN_ALIKE).map((text) => `${text} (${placesOf(text, conditions)})`);
    const rest = own.length - told.length;
    return rest === 0 ? told : [...told, `${rest} more like these, with other numbers: they stand in the results of the trials.`];
  });
}

function placesOf(text: string, conditions: readonly WarnedTrials[]): string {
  const places = conditions.flatMap(({ condition, trials }) => {
    const where = trials.flatMap((warnings, trial) => (warnings?.includes(text) ? [trial] : []));
    if (where.length === 0) return [];
    const isAll = where.length === trials.filter((warnings) => warnings !== null).length;
    return [{ condition, isAll, trials: isAll ? "all trials" : `${where.length === 1 ? "trial" : "trials"} ${where.join(", ")}` }];
  });
  if (places.length === conditions.length && places.every(({ isAll }) => isAll)) return "all trials";
  return conditions.length === 1 ? places[0]!.trials : places.map(({ condition, trials }) => `${condition}: ${trials}`).join("; ");
}
