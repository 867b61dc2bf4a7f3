import { datasetOf, testEncoder } from "@evenkeel/testing";
import { expect, test } from "vitest";
import robust from "./robust.js";

testEncoder(robust);
testEncoder(robust, { config: { limit: null } });

const rows = [
  [1, -3.5, 1e9],
  [2, 0.25, 2],
  [4, 8, 3],
  [8, 8, 5],
  [16, -1, 7],
  [32, 0.5, 11],
];
// scikit-learn 1.9.1: RobustScaler().fit_transform(rows)
const reference = [
  [-0.43478260869565216, -0.5688073394495413, 153846152.92307693],
  [-0.34782608695652173, -0.01834862385321101, -0.6153846153846154],
  [-0.17391304347826086, 1.1192660550458715, -0.46153846153846156],
  [0.17391304347826086, 1.1192660550458715, -0.15384615384615385],
  [0.8695652173913043, -0.2018348623853211, 0.15384615384615385],
  [2.260869565217391, 0.01834862385321101, 0.7692307692307693],
];
const labels = [0, 1, 0, 1, 0, 1];
const encodedBy = (limit: number | null, values: readonly (readonly number[])[]) => {
  const dataset = datasetOf(values, labels.slice(0, values.length));
  return Array.from(
    robust
      .create({ limit })
      .fit(
        dataset,
        values.map((_, row) => row),
      )
      .encode(dataset.values, values.length),
  );
};

test("is RobustScaler without a limit", () => {
  expect(encodedBy(null, rows)).toBeAllClose(reference.flat(), { abs: 1e-15, rel: 1e-14 });
});

test("holds what lies outside the limit, on both sides", () => {
  expect(encodedBy(0.5, rows)).toBeAllClose(
    reference.flat().map((value) => Math.max(-0.5, Math.min(0.5, value))),
    { abs: 1e-15, rel: 1e-14 },
  );
});

test("reads values whose differences no double holds", () => {
  // RobustScaler().fit_transform([[1e200], [2e200], [-3e200], [5e199]]), in which nothing overflows
  const reference = [0.15384615384615385, 0.7692307692307692, -2.3076923076923075, -0.15384615384615385];
  for (const unit of [1e200, 5e307, 1e-300])
    expect(encodedBy(null, [[unit], [2 * unit], [-3 * unit], [0.5 * unit]])).toBeAllClose(reference, { rel: 1e-13 });
});

test("centres a column whose middle half is one value, and does not hold it", () => {
  // RobustScaler().fit_transform([[5], [5], [5], [5], [9]])
  expect(encodedBy(2, [[5], [5], [5], [5], [9]])).toEqual([0, 0, 0, 0, 4]);
});
