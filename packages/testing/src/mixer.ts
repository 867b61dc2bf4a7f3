import { type AnyComponent, countClasses, type AnyRows, type Pairing, randomState } from "@evenkeel/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomRows } from "./rows-of.js";

/** How a mixer is tried. */
export interface MixerCase {
  readonly config?: object;
  readonly deps?: readonly unknown[];
}

/** What every mixer must hold to, on random batches of random rows. */
export function testMixer(component: AnyComponent<"mixer">, { config = {}, deps = [] }: MixerCase = {}): void {
  const { name: _, ...parsed } = component.schema.parse({ name: component.name, ...config }) as { name: string };
  const pair = (batchRows: Int32Array, train: AnyRows, seed: number): Pairing | null =>
    component.create(parsed, ...deps).pair(batchRows, train, countClasses(train.labels, train.numClasses), randomState(seed));
  const holds = (claim: (batchRows: Int32Array, train: AnyRows, seed: number) => void): void =>
    fc.assert(
      fc.property(
        fc.integer({ min: 7, max: 30 }),
        fc.nat(),
        fc.array(fc.nat({ max: 12 }), { maxLength: 9 }),
        (largest, seed, batchRows) => void claim(Int32Array.from(batchRows), randomRows(seed, [largest, 7]), seed),
      ),
      { numRuns: 40 },
    );

  describe(`${component.name} holds to the contract of a mixer`, () => {
    test("pairs every row of the batch with a training row, or none", () => {
      holds((batchRows, train, seed) => {
        const pairing = pair(batchRows, train, seed);
        if (pairing === null) return;
        expect(pairing.partner.length).toBe(batchRows.length);
        for (const positions of [pairing.anchor, pairing.partner])
          expect(positions.every((row) => row >= 0 && row < train.count)).toBe(true);
        for (const shares of [pairing.coefficient, pairing.labelCoefficient]) {
          expect(shares.length).toBe(batchRows.length);
          expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
        }
      });
    });

    test("gives the same pairing from the same seed, and leaves what it was given as it was", () => {
      holds((batchRows, train, seed) => {
        const before = structuredClone({ batchRows, train });
        expect(pair(batchRows, train, seed)).toEqual(pair(batchRows, train, seed));
        expect({ batchRows, train }).toEqual(before);
      });
    });
  });
}
