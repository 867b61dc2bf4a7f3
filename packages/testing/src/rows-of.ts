import { oneBlock, oneHot, randomState, type Rows } from "@evenkeel/core";

/** What is not as usual with rows. */
export interface RowsOptions {
  readonly dtype?: "float64" | "float32";
  readonly classNames?: readonly string[];
  readonly ids?: Int32Array;
}

/** Rows of these features; class k is called `"k"`, and ids are positions, unless said. */
export function rowsOf(
  rows: readonly (readonly number[])[],
  labels: readonly number[],
  { dtype = "float64", classNames, ids }: RowsOptions = {},
): Rows<Float64Array> {
  const flat = rows.flat();
  const numClasses = classNames?.length ?? Math.max(...labels) + 1;
  const featureShape = [rows[0]?.length ?? 0];
  return {
    count: labels.length,
    featureShape,
    numClasses,
    classNames: classNames ?? Array.from({ length: numClasses }, (_, label) => String(label)),
    features: (dtype === "float32" ? Float32Array.from(flat) : Float64Array.from(flat)) as Float64Array,
    targets: oneHot(labels, numClasses),
    labels: Int32Array.from(labels),
    ids: ids ?? Int32Array.from(labels.keys()),
    blocks: oneBlock(featureShape),
  };
}

/** Standard normal rows of classes of these sizes, in mixed order; ids are not positions. */
export function randomRows(seed: number, classCounts: readonly number[], width = 2): Rows<Float64Array> {
  const rng = randomState(seed);
  const sorted = classCounts.flatMap((count, label) => new Array<number>(count).fill(label));
  const labels = Array.from(rng.permutation(sorted.length), (place) => sorted[place]!);
  const features = labels.map(() => Array.from({ length: width }, () => rng.normal()));
  return rowsOf(features, labels, {
    classNames: classCounts.map((_, label) => `class ${label}`),
    ids: Int32Array.from(labels, (_, position) => 1000 + 7 * position),
  });
}
