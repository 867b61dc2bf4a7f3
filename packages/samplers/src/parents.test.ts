import { expect, test } from "vitest";
import { checkParents, rowParents } from "./parents.js";

test("compresses one list of parents a row", () => {
  const parents = rowParents([[[7, 0.25], [3, 0.75]], [], [[7, 1]]]);
  expect(parents).toEqual({ offsets: Int32Array.of(0, 2, 2, 3), ids: Int32Array.of(7, 3, 7), weights: Float64Array.of(0.25, 0.75, 1) });
});

test("refuses a parent outside train", () => {
  const parents = rowParents([[[7, 1]], [[9, 1]]]);
  expect(() => checkParents(parents, [7, 9])).not.toThrow();
  expect(() => checkParents(parents, [7, 8])).toThrow("parents: expected row ids of train, got 9. A sampler may only build on the rows it was given.");
});
