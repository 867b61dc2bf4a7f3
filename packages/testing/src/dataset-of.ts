import type { Dataset } from "@evenkeel/core";

/** A data set of these rows; class k is called `"k"`, and row ids are positions. */
export function datasetOf(
  rows: readonly (readonly number[])[],
  labels: readonly number[],
  dtype: "float64" | "float32" = "float64",
): Dataset {
  const flat = rows.flat();
  const numClasses = Math.max(...labels) + 1;
  return {
    name: "given",
    values: dtype === "float32" ? Float32Array.from(flat) : Float64Array.from(flat),
    numExamples: labels.length,
    featureShape: [rows[0]?.length ?? 0],
    labels: Int32Array.from(labels),
    numClasses,
    classNames: Array.from({ length: numClasses }, (_, label) => String(label)),
    rowIds: Int32Array.from(labels.keys()),
    digest: "given",
  };
}
