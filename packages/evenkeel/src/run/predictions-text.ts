import { csvText } from "@evenkeel/report";
import type { Predicted, SavedModel } from "./saved-model.js";

/** Predictions as CSV: `row`, `predicted`, and `p_<class>` for each class. */
export function predictionsText({ classNames }: Pick<SavedModel, "classNames">, { numRows, classes, probabilities }: Predicted): string {
  const numClasses = classNames.length;
  const lines = Array.from({ length: numRows }, (_, row) => [
    row,
    classNames[classes[row]!]!,
    ...probabilities.subarray(row * numClasses, (row + 1) * numClasses),
  ]);
  return csvText([["row", "predicted", ...classNames.map((name) => `p_${name}`)], ...lines], "\n");
}
