import { streams } from "@evenkeel/core";
import { expect, test } from "vitest";
import { classBalancedRows, naturalOrder, placeOf, syntheticOrder } from "./order.js";

const epochOf = (epoch: number, of: ReturnType<typeof naturalOrder>): number[] =>
  Array.from({ length: of.perEpoch }, (_, batch) => [...of.at({ epoch, batch, step: epoch * of.perEpoch + batch })]).flat();

test("an epoch is one permutation cut into full batches; the rest is left out, another part in each epoch", () => {
  const order = naturalOrder(11, 4, streams(1));
  expect(order.perEpoch).toBe(2);
  const epochs = [0, 1, 2, 3].map((epoch) => epochOf(epoch, order));
  for (const rows of epochs) expect([rows.length, new Set(rows).size]).toEqual([8, 8]);
  const seen = new Set(epochs.flat());
  expect(Array.from(seen).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test("batches are a function of the place, in whatever order they are asked for", () => {
  const [forwards, backwards] = [naturalOrder(9, 3, streams(5)), naturalOrder(9, 3, streams(5))];
  const steps = [0, 1, 2, 3, 4, 5, 6, 7];
  const rowsOf = (order: ReturnType<typeof naturalOrder>) => (step: number) => Array.from(order.at(placeOf(step, order.perEpoch)));
  expect(steps.map(rowsOf(forwards))).toEqual(steps.toReversed().map(rowsOf(backwards)).toReversed());
});

test("fewer rows than a batch holds are one batch", () => {
  const order = naturalOrder(3, 32, streams(1));
  expect([order.perEpoch, epochOf(0, order).sort()]).toEqual([1, [0, 1, 2]]);
});

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
