import { datasetOf, randomDataset } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { nearDuplicates } from "./near-duplicates.js";

test("finds equal and nearly equal pairs of a labelled and a test row, measured in standard deviations", () => {
  const rows = [
    [0, 0],
    [1000, 1],
    [0, 0],
    [1000.001, 1],
    [1000, 0.9],
    [0, 0],
  ];
  const dataset = datasetOf(rows, [0, 1, 0, 1, 1, 0]);
  const { identical, near } = nearDuplicates({ train: [0], meta: [1], test: [2, 3, 4] }, dataset, 1e-5);
  expect(identical).toEqual([[0, 2]]);
  expect(near).toEqual([[1, 3]]);
});

test("finds the test rows that comparing every pair finds", () => {
  const base = randomDataset(3, [60, 60], 3);
  const values = base.values.map((value) => Math.round(value * 2) / 2);
  const dataset = { ...base, values };
  const ids = Array.from(dataset.rowIds);
  const split = { train: ids.slice(0, 50), meta: ids.slice(50, 60), test: ids.slice(60) };
  const row = (position: number): string => values.subarray(3 * position, 3 * position + 3).join();
  const labelled = new Set([...Array(60).keys()].map(row));
  const expected = split.test.filter((_, t) => labelled.has(row(60 + t)));
  const { identical, near } = nearDuplicates(split, dataset);
  expect(expected.length).toBeGreaterThan(5);
  expect(identical.map(([, test]) => test)).toEqual(expected);
  expect(identical.every(([id, test]) => row(ids.indexOf(id)) === row(ids.indexOf(test)))).toBe(true);
  expect(near).toEqual([]);
});

test("a missing value equals a missing one and no other, and hides nothing in other rows", () => {
  const rows = [
    [1, NaN],
    [1, 2],
    [5, 8],
    [1, NaN],
    [5, NaN],
    [5, 8],
  ];
  const { identical, near } = nearDuplicates({ train: [0, 1, 2], meta: [], test: [3, 4, 5] }, datasetOf(rows, [0, 1, 0, 1, 0, 1]));
  expect(identical).toEqual([
    [0, 3],
    [2, 5],
  ]);
  expect(near).toEqual([]);
});
