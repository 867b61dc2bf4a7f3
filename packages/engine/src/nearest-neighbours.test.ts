import { randomState } from "@evenkeel/core";
import { expect, test } from "vitest";
import { nearestNeighbours, type NeighbourSearch } from "./nearest-neighbours.js";

/** All distances, sorted; the sort is stable, so equals keep the order of the pool. */
function sorted({ values, numColumns, pool, count }: NeighbourSearch, query: number): number[] {
  const distance = (row: number) => {
    let sum = 0;
    for (let c = 0; c < numColumns; c++) sum += (values[query * numColumns + c]! - values[row * numColumns + c]!) ** 2;
    return sum;
  };
  const rows = [...pool].filter((row) => row !== query).sort((a, b) => distance(a) - distance(b));
  return Array.from({ length: count }, (_, i) => rows[i] ?? -1);
}

const rng = randomState(3);
const whole = (length: number) => Int32Array.from({ length }, (_, i) => i);

test.each([
  { numRows: 60, numColumns: 3, count: 5, digits: 17 },
  // One decimal makes many equal distances; 61 rows leave one without a partner.
  { numRows: 61, numColumns: 2, count: 7, digits: 1 },
  { numRows: 3, numColumns: 4, count: 5, digits: 17 },
])("finds the nearest of $numRows rows, the first among equals", ({ numRows, numColumns, count, digits }) => {
  const values = Float64Array.from({ length: numRows * numColumns }, () => Number(rng.normal().toFixed(digits)));
  const search = { values, numColumns, queries: whole(numRows), pool: whole(numRows), count };
  expect([...nearestNeighbours(search)]).toEqual([...search.queries].flatMap((query) => sorted(search, query)));
});

test("takes queries and pool from parts of the rows", () => {
  const values = Float64Array.from({ length: 400 }, () => rng.normal());
  const search = { values, numColumns: 4, queries: Int32Array.of(7, 90), pool: Int32Array.of(1, 7, 20, 33, 90), count: 3 };
  expect([...nearestNeighbours(search)]).toEqual([...search.queries].flatMap((query) => sorted(search, query)));
});

test("without queries there is nothing to find", () => {
  expect(nearestNeighbours({ values: new Float64Array(4), numColumns: 2, queries: new Int32Array(0), pool: whole(2), count: 3 })).toEqual(
    new Int32Array(0),
  );
});
