import { expect, test } from "vitest";
import { rowParents } from "./parents.js";

test("compresses one list of parents a row", () => {
  const parents = rowParents([
    [
      [7, 0.25],
      [3, 0.75],
    ],
    [],
    [[7, 1]],
  ]);
  expect(parents).toEqual({ offsets: Int32Array.of(0, 2, 2, 3), ids: Int32Array.of(7, 3, 7), weights: Float64Array.of(0.25, 0.75, 1) });
});
