import type { Dataset } from "@evenkeel/core";
import { labelsById } from "./check-split.js";

/** Which of these row ids are of a class, by their true labels. */
export function rowsOfClass(dataset: Dataset, ids: readonly number[], label: number): number[] {
  const labelOf = labelsById(dataset);
  return ids.filter((id) => labelOf.get(id) === label);
}
