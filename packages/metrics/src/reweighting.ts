import { type Predictions, UserError } from "@evenkeel/core";
import { z } from "zod";

/** The setting of metrics that look at the test rows as if their classes were mixed otherwise. */
export const ratio: z.ZodDefault<z.ZodNullable<z.ZodNumber>> = z
  .number()
  .positive()
  .nullable()
  .default(null)
  .describe(
    "majority rows for each minority row to which test rows are re-weighted; null: class shares of the labelled rows by their true labels",
  );

/**
 * Weights of the test rows under which the classes have the shares of `ratio`:1, or those of the labelled rows.
 *
 * @returns float64 `[numExamples]`: share of the row's class / rows of that class.
 */
export function weightsAt(predictions: Predictions, toRatio: number | null, metric: string): Float64Array {
  const shares = toRatio === null ? predictions.dataPriors : sharesAt(predictions, toRatio, metric);
  const counts = classCounts(predictions);
  return Float64Array.from(predictions.labels, (label) => shares[label]! / counts[label]!);
}

/** Rows of each class in the test set. */
export function classCounts({ labels, numClasses }: Predictions): number[] {
  const counts = Array.from({ length: numClasses }, () => 0);
  for (const label of labels) counts[label]!++;
  return counts;
}

function sharesAt(predictions: Predictions, toRatio: number, metric: string): number[] {
  if (predictions.numClasses !== 2) {
    throw new UserError(
      `${metric}: expected \`ratio: null\` for ${predictions.numClasses} classes, got ${toRatio}. A ratio means something for two classes only.`,
    );
  }
  return [0, 1].map((k) => (k === predictions.minority ? 1 : toRatio));
}

/** `AP at 20:1`, `AP at the labelled ratio`. */
export function atRatio(quantity: string, toRatio: number | null): string {
  return `${quantity} at ${toRatio === null ? "the labelled ratio" : `${toRatio}:1`}`;
}
