import { type Column, type Dataset, sizeOf } from "@evenkeel/core";

/** The columns of a data set as tables for other programs have them: those of arrays are called `x0`, `x1`, … in row-major order. */
export function columnsOf({ columns, featureShape }: Pick<Dataset, "columns" | "featureShape">): readonly Column[] {
  return columns ?? Array.from({ length: sizeOf(featureShape) }, (_, i) => ({ name: `x${i}`, kind: "numeric" as const }));
}
