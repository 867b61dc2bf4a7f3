import { type AnyComponent, type Batches, type Place, streams } from "@evenkeel/core";
import { describe, expect, test } from "vitest";

const COUNTS = [64, 16, 1];
const labels = Int32Array.from(COUNTS.flatMap((count, label) => new Array<number>(count).fill(label)));
const UPDATES = 4000;

function open(component: AnyComponent<"batcher">, config: object, batchSize = 20): Batches {
  const batcher = component.create(component.schema.parse({ name: component.name, ...config }));
  return batcher({ labels, numClasses: 3, batchSize, updates: UPDATES }, streams(5));
}

const placeOf = (step: number, perEpoch: number): Place => ({ epoch: Math.floor(step / perEpoch), batch: step % perEpoch, step });

/** Shares of three classes of 64, 16 and 1 rows in the batches of 400 steps of 4,000, which hold 8,000 rows. */
export function classShares(component: AnyComponent<"batcher">, from: number, config: object = {}): number[] {
  const { at, perEpoch } = open(component, config);
  const seen = Array.from({ length: 400 }, (_, i) => [...at(placeOf(from + i, perEpoch))]).flat();
  return COUNTS.map((_, label) => seen.filter((row) => labels[row] === label).length / seen.length);
}

/** What every batcher must hold to. */
export function testBatcher(component: AnyComponent<"batcher">, { config = {} }: { readonly config?: object } = {}): void {
  describe(`${component.name} holds to the contract of a batcher`, () => {
    test("batches are a function of the place, in whatever order they are asked for", () => {
      const [forwards, backwards] = [open(component, config), open(component, config)];
      const steps = [0, 1, 2, 3, 4, 5, 6, 7];
      const rowsOf =
        ({ at, perEpoch }: Batches) =>
        (step: number) =>
          Array.from(at(placeOf(step, perEpoch)));
      expect(steps.map(rowsOf(forwards))).toEqual(steps.toReversed().map(rowsOf(backwards)).toReversed());
      for (const rows of steps.map(rowsOf(forwards))) {
        expect(rows.length).toBe(20);
        expect(rows.every((row) => row >= 0 && row < labels.length)).toBe(true);
      }
    });

    test("an epoch has as many batches as full ones can be cut of the rows; fewer rows than a batch holds are one", () => {
      expect(open(component, config).perEpoch).toBe(4);
      const { at, perEpoch } = open(component, config, 500);
      expect([perEpoch, at({ epoch: 0, batch: 0, step: 0 }).length]).toEqual([1, 81]);
    });

    test("a class without rows is never drawn", () => {
      const batcher = component.create(component.schema.parse({ name: component.name, ...config }));
      const { at } = batcher({ labels: Int32Array.of(0, 0, 2, 2), numClasses: 3, batchSize: 4, updates: 10 }, streams(1));
      for (const step of [0, 5, 9]) expect(at({ epoch: step, batch: 0, step }).every((row) => row >= 0 && row < 4)).toBe(true);
    });
  });
}

/** How far shares over 8,000 draws may lie from what the formula says: four standard deviations. */
export const SHARES_WITHIN = { abs: 4 * Math.sqrt(0.25 / 8000), rel: 0 };
