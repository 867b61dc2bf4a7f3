import { randomState } from "@evenkeel/core";
import { expect, test } from "vitest";
import { classBalancedOrder, endlessOrder } from "./batches.js";

test("every row comes once before any comes twice", () => {
  const next = endlessOrder(10, randomState(1));
  const drawn = [...next(7), ...next(7), ...next(6)];
  expect(drawn.slice(0, 10).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(drawn.slice(10).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("a meta batch has as many rows of each class, without replacement while there are enough", () => {
  const labels = Int32Array.from([0, 0, 0, 0, 0, 1, 1]);
  const batch = Array.from(classBalancedOrder(labels, 2, 4, randomState(1))());
  const [majority, minority] = [batch.slice(0, 4), batch.slice(4)];
  expect(new Set(majority).size).toBe(4);
  expect(majority.every((row) => row < 5)).toBe(true);
  // Four of two rows: each of them twice.
  expect(minority.sort()).toEqual([5, 5, 6, 6]);
});
