import { type Dataset, randomState } from "@evenkeel/core";

/** Standard normal rows of classes of these sizes, in mixed order; row ids are not positions. */
export function randomDataset(seed: number, classCounts: readonly number[], width = 2): Dataset {
  const rng = randomState(seed);
  const sorted = classCounts.flatMap((count, label) => new Array<number>(count).fill(label));
  const labels = Int32Array.from(rng.permutation(sorted.length), (place) => sorted[place]!);
  return {
    name: "random",
    values: Float64Array.from({ length: sorted.length * width }, () => rng.normal()),
    numExamples: sorted.length,
    featureShape: [width],
    labels,
    numClasses: classCounts.length,
    classNames: classCounts.map((_, label) => `class ${label}`),
    rowIds: Int32Array.from(labels, (_, position) => 1000 + 7 * position),
    digest: `random ${seed}`,
  };
}
