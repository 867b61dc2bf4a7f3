import { type AnyComponent, type Batcher, type Place, streams } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import { catalogs } from "../index.js";

const COUNTS = [64, 16, 1];
const labels = Int32Array.from(COUNTS.flatMap((count, label) => new Array<number>(count).fill(label)));
const UPDATES = 4000;

function open(name: string, config: object = {}, batchSize = 20) {
  const component: AnyComponent<Batcher> = catalogs.batcher.get(name);
  const batcher = component.create(component.schema.parse({ name, ...config }));
  return batcher({ labels, numClasses: 3, batchSize, updates: UPDATES }, streams(5));
}

const placeOf = (step: number, perEpoch: number): Place => ({ epoch: Math.floor(step / perEpoch), batch: step % perEpoch, step });

/** Shares of the classes among the rows of these steps. */
function sharesOf(name: string, from: number, to: number, config: object = {}): number[] {
  const { at, perEpoch } = open(name, config);
  const seen = Array.from({ length: to - from }, (_, i) => [...at(placeOf(from + i, perEpoch))]).flat();
  return COUNTS.map((_, label) => seen.filter((row) => labels[row] === label).length / seen.length);
}

test("natural: an epoch is one permutation cut into full batches; the rest is left out, another part in each epoch", () => {
  const { at, perEpoch } = open("natural");
  expect(perEpoch).toBe(4);
  const epochs = [0, 1, 2].map((epoch) => Array.from({ length: perEpoch }, (_, batch) => [...at({ epoch, batch, step: 0 })]).flat());
  for (const rows of epochs) expect([rows.length, new Set(rows).size]).toEqual([80, 80]);
  expect(new Set(epochs.flat()).size).toBe(81);
});

test.each(catalogs.batcher.names)("%s: batches are a function of the place, in whatever order they are asked for", (name) => {
  const [forwards, backwards] = [open(name), open(name)];
  const steps = [0, 1, 2, 3, 4, 5, 6, 7];
  const rowsOf = ({ at, perEpoch }: ReturnType<typeof open>) => (step: number) => Array.from(at(placeOf(step, perEpoch)));
  expect(steps.map(rowsOf(forwards))).toEqual(steps.toReversed().map(rowsOf(backwards)).toReversed());
  for (const rows of steps.map(rowsOf(forwards))) expect(rows.every((row) => row >= 0 && row < labels.length)).toBe(true);
});

test.each(catalogs.batcher.names)("%s: fewer rows than a batch holds are one batch", (name) => {
  const { at, perEpoch } = open(name, {}, 500);
  expect([perEpoch, at({ epoch: 0, batch: 0, step: 0 }).length]).toEqual([1, 81]);
});

describe("classes come with their probability", () => {
  // Shares over 8,000 rows: within four standard deviations of what the formula says.
  const near = (shares: readonly number[], expected: readonly number[]): void =>
    shares.forEach((share, label) => expect(Math.abs(share - expected[label]!)).toBeLessThan(4 * Math.sqrt(0.25 / 8000)));

  test("class-balanced", () => near(sharesOf("class-balanced", 0, 400), [1 / 3, 1 / 3, 1 / 3]));
  test("square-root", () => near(sharesOf("square-root", 0, 400), [8 / 13, 4 / 13, 1 / 13]));
  test("progressively-balanced at the start, half-way and at the end", () => {
    near(sharesOf("progressively-balanced", 0, 400), [0.05, 0.05, 0.05].map((t, c) => (1 - t) * (COUNTS[c]! / 81) + t / 3));
    near(sharesOf("progressively-balanced", 1800, 2200), COUNTS.map((count) => count / 162 + 1 / 6));
    near(sharesOf("progressively-balanced", 3600, 4000), COUNTS.map((count) => 0.05 * (count / 81) + 0.95 / 3));
  });
  test("deferred before and after", () => {
    near(sharesOf("deferred", 0, 400, { from: 0.5 }), COUNTS.map((count) => count / 81));
    near(sharesOf("deferred", 2000, 2400, { from: 0.5 }), [1 / 3, 1 / 3, 1 / 3]);
  });
});

test("a class without rows is never drawn", () => {
  const component: AnyComponent<Batcher> = catalogs.batcher.get("class-balanced");
  const batcher = component.create(component.schema.parse({ name: "class-balanced" }));
  const { at } = batcher({ labels: Int32Array.of(0, 0, 2, 2), numClasses: 3, batchSize: 4, updates: 10 }, streams(1));
  expect(at({ epoch: 0, batch: 0, step: 0 }).every((row) => row < 4)).toBe(true);
});
