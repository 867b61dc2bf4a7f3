import type { Dataset, Split } from "@evenkeel/core";
import { labelsById, roles } from "./check-split.js";

/** How many rows of each class play a role in a trial. */
export interface LedgerEntry {
  readonly role: (typeof roles)[number];
  /** `[numClasses]`, by the true labels. */
  readonly counts: readonly number[];
}

/** Rows of each class and role, roles without rows left out. */
export function rowLedger(split: Split, dataset: Dataset): readonly LedgerEntry[] {
  const labelOf = labelsById(dataset);
  return roles.flatMap((role) => {
    const ids = split[role] ?? [];
    const counts = dataset.classNames.map((_, label) => ids.filter((id) => labelOf.get(id) === label).length);
    return ids.length > 0 ? [{ role, counts }] : [];
  });
}
