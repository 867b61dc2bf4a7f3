import type { Dataset } from "@evenkeel/core";
import { digestOf } from "./digest.js";

type Encoded = Pick<Dataset, "labels" | "classNames" | "warnings" | "missing">;

/** What follows from values and labels, whatever file they come from. */
export function labelled(
  values: Dataset["values"],
  { labels, classNames, warnings, missing }: Encoded,
): Omit<Dataset, "name" | "featureShape" | "columns"> {
  return {
    values,
    numExamples: labels.length,
    labels,
    numClasses: classNames.length,
    classNames,
    rowIds: Int32Array.from(labels, (_, row) => row),
    digest: digestOf(values, labels),
    ...(warnings && { warnings }),
    ...(missing !== undefined && { missing }),
  };
}
