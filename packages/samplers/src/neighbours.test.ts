import { rowsOf, randomRows } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { nearestNeighbours } from "./neighbours.js";

test("is the head of all other rows sorted by distance", () => {
  const rows = randomRows(1, [25, 25], 3);
  const all = Int32Array.from(rows.labels.keys());
  const distance = (a: number, b: number): number =>
    Math.hypot(...[0, 1, 2].map((column) => rows.features[3 * a + column]! - rows.features[3 * b + column]!));
  for (const row of all) {
    const sorted = Array.from(all)
      .filter((other) => other !== row)
      .sort((a, b) => distance(row, a) - distance(row, b));
    for (const count of [1, 4, 49]) expect(Array.from(nearestNeighbours(rows, row, all, count))).toEqual(sorted.slice(0, count));
  }
});

test("takes the lower position first among equals, duplicates of the row included", () => {
  const rows = rowsOf([[0], [1], [-1], [0], [1], [0]], [0, 0, 0, 0, 0, 1]);
  expect(Array.from(nearestNeighbours(rows, 3, Int32Array.of(0, 1, 2, 3, 4, 5), 5))).toEqual([0, 5, 1, 2, 4]);
});

test("gives what there is if the pool is small", () => {
  const rows = rowsOf([[0], [1], [3]], [0, 0, 1]);
  expect(Array.from(nearestNeighbours(rows, 0, Int32Array.of(0, 2), 4))).toEqual([2]);
});
