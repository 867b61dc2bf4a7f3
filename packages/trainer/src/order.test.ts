import { streams } from "@evenkeel/core";
import { expect, test } from "vitest";
import { classBalancedRows, syntheticOrder } from "./order.js";

test("synthetic rows come once before any comes twice within an epoch", () => {
  const at = syntheticOrder(5, 3, streams(1));
  const drawn = [0, 1, 2].flatMap((batch) => [...at({ epoch: 4, batch, step: 0 })]);
  expect(drawn.slice(0, 5).sort()).toEqual([0, 1, 2, 3, 4]);
  expect(new Set(drawn.slice(5)).size).toBe(4);
});

test("a meta batch has as many rows of each class, without replacement while there are enough", () => {
  const rows = classBalancedRows([Int32Array.of(0, 1, 2, 3, 4), Int32Array.of(5, 6)], 4, streams(1));
  const batch = Array.from(rows({ epoch: 0, batch: 0, step: 3 }));
  const [majority, minority] = [batch.slice(0, 4), batch.slice(4)];
  expect(new Set(majority).size).toBe(4);
  expect(majority.every((row) => row < 5)).toBe(true);
  // Four of two rows: each of them twice.
  expect(minority.sort()).toEqual([5, 5, 6, 6]);
  expect(Array.from(rows({ epoch: 0, batch: 0, step: 4 }))).not.toEqual(batch);
});
