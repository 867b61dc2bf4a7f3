import { type Dataset, randomState } from "@evenkeel/core";

/** 16 rows of two numeric columns and a nominal one of three levels, whose ids are no positions. */
export function mixedDataset(): Dataset {
  const rng = randomState(11);
  const labels = Int32Array.from({ length: 16 }, (_, row) => (row % 3 === 0 ? 1 : 0));
  return {
    name: "mixed",
    values: Float64Array.from({ length: 16 * 3 }, (_, i) =>
      i % 3 === 2 ? (Math.floor(i / 3) * 7) % 3 : rng.normal() * (i % 3 === 0 ? 1 : 100),
    ),
    numExamples: 16,
    featureShape: [3],
    columns: [
      { name: "a", kind: "numeric" },
      { name: "b", kind: "numeric" },
      { name: "c", kind: "nominal", levels: ["p", "q", "r"] },
    ],
    labels,
    numClasses: 2,
    classNames: ["frequent", "rare"],
    rowIds: Int32Array.from(labels, (_, position) => 100 + 3 * position),
    digest: "mixed",
  };
}
