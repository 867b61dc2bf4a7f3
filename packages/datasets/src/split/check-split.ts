import { type Dataset, type Split, UserError } from "@evenkeel/core";

/** The roles of a split that must share no row. */
export const roles = ["train", "meta", "validation", "test"] as const;

/**
 * Refuses a split whose roles share a row, or that names one twice.
 *
 * @param where - which split: `trial 3 of splits.json`.
 */
export function checkDisjoint(split: Split, where: string): void {
  const roleOf = new Map<number, string>();
  for (const role of roles) {
    const shared = (split[role] ?? []).filter((id) => {
      const isTaken = roleOf.has(id);
      if (!isTaken) roleOf.set(id, role);
      return isTaken;
    });
    if (shared.length > 0) {
      throw new UserError(
        `split: expected each row in one role and once, got ${listed(shared)} of \`${role}\` also in \`${roleOf.get(shared[0]!)}\` in ${where}. Name each row once.`,
      );
    }
  }
}

/** Refuses a split that is not one of this data set: row ids, disjointness, every class in each role that has rows. */
export function checkSplit(split: Split, dataset: Dataset, where: string): void {
  const labelOf = labelsById(dataset);
  for (const [role, ids] of [...roles.map((name) => [name, split[name] ?? []] as const), ...Object.entries(split.given ?? {})]) {
    const unknown = ids.filter((id) => !labelOf.has(id));
    if (unknown.length > 0) {
      throw new UserError(
        `split: expected row ids of ${dataset.name} (0 to ${dataset.numExamples - 1}), got ${listed(unknown)} in \`${role}\` of ${where}. Rows are counted from 0, without the header.`,
      );
    }
  }
  checkDisjoint(split, where);
  for (const role of roles) {
    const ids = split[role] ?? [];
    if (role !== "train" && role !== "test" && ids.length === 0) continue;
    const present = new Set(ids.map((id) => labelOf.get(id)));
    const absent = dataset.classNames.filter((_, label) => !present.has(label));
    if (absent.length > 0)
      throw new UserError(
        `split: expected every class in \`${role}\` of ${where}, got no row of class ${absent.map((name) => `"${name}"`).join(", ")}. Add some.`,
      );
  }
  const train = new Set(split.train);
  for (const [name, ids] of Object.entries(split.given ?? {})) {
    const stray = ids.filter((id) => !train.has(id));
    if (stray.length === 0) continue;
    throw new UserError(
      `split: expected \`${name}\` among the rows of \`train\`, got ${listed(stray)} in ${where}. Only training labels can be changed.`,
    );
  }
}

/** The class of each row id. */
export function labelsById({ rowIds, labels }: Dataset): ReadonlyMap<number, number> {
  return new Map(Array.from(rowIds, (id, position) => [id, labels[position]!]));
}

function listed(ids: readonly number[]): string {
  const shown = ids.slice(0, 5).join(", ");
  return `row${ids.length === 1 ? "" : "s"} ${shown}${ids.length > 5 ? ` and ${ids.length - 5} more` : ""}`;
}
