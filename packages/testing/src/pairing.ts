import { type AnyComponent, countClasses, type PairingContext, randomState } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import { type ComponentCase, madeOf } from "./case-of.js";
import { randomRows } from "./rows-of.js";

/** Rows of three classes, of which one is rare, as the parts of a pairing see them. */
export function pairingContext(seed: number, classCounts: readonly number[] = [60, 25, 12]): PairingContext {
  const train = randomRows(seed, classCounts, 3);
  return {
    train,
    positions: classCounts.map((_, label) => Int32Array.from(train.labels.keys()).filter((row) => train.labels[row] === label)),
    classCounts: countClasses(train.labels, classCounts.length),
    embedded: () => train,
  };
}

const isPlace = (place: number, { train }: PairingContext): boolean => Number.isInteger(place) && place >= 0 && place < train.count;

/** What every partner must hold to. */
export function testPartner(component: AnyComponent<"partner">, given: ComponentCase = {}): void {
  describe(`${component.name} holds to the contract of a partner`, () => {
    const { name: _, ...config } = component.schema.parse({ name: component.name, ...given.config }) as { name: string };
    const { isSameClass = false } = component.declares(config, () => ({}) as never) as { isSameClass?: boolean };

    test.each([1, 2, 3])("every anchor has candidates among the rows, and weights that can be drawn by (rows %i)", (seed) => {
      const context = pairingContext(seed);
      const partner = madeOf(component, given);
      const classes = new Set<boolean>();
      context.positions.forEach((anchors, label) => {
        const { count, at, weight } = partner.candidates(context, label);
        for (const anchor of anchors) {
          const own = typeof count === "number" ? count : count(anchor);
          expect([anchor, Number.isInteger(own) && own >= 1]).toEqual([anchor, true]);
          const places = Array.from({ length: own }, (_, index) => at(anchor, index));
          expect(places.filter((place) => !isPlace(place, context))).toEqual([]);
          expect(Array.from({ length: own }, (_, index) => at(anchor, index))).toEqual(places);
          for (const place of places) classes.add(context.train.labels[place] === label);
          const weights = weight ? places.map((_, index) => weight(anchor, index)) : [1];
          expect(weights.every((each) => Number.isFinite(each) && each >= 0) && weights.some((each) => each > 0)).toBe(true);
        }
      });
      expect(classes.has(false)).toBe(!isSameClass);
    });
  });
}

/** What every anchor must hold to. */
export function testAnchor(component: AnyComponent<"anchor">, given: ComponentCase = {}): void {
  describe(`${component.name} holds to the contract of an anchor`, () => {
    test.each([1, 2, 3])("counts are whole, and a class that gets rows has anchors of its own (rows %i)", (seed) => {
      const context = pairingContext(seed);
      const anchor = madeOf(component, given);
      const counts = anchor.counts(context);
      expect(counts.length).toBe(context.classCounts.length);
      expect(counts.filter((count) => !Number.isInteger(count) || count < 0)).toEqual([]);
      expect(Math.max(...counts)).toBeGreaterThan(0);
      counts.forEach((count, label) => {
        const pool = Array.from(anchor.pool(context, label));
        expect([label, count > 0 && pool.length === 0]).toEqual([label, false]);
        expect(pool.filter((place) => !isPlace(place, context) || context.train.labels[place] !== label)).toEqual([]);
        expect(new Set(pool).size).toBe(pool.length);
      });
    });
  });
}

/** What every coefficient must hold to. */
export function testCoefficient(component: AnyComponent<"coefficient">, given: ComponentCase = {}): void {
  describe(`${component.name} holds to the contract of a coefficient`, () => {
    test("draws shares in [0, 1] from the generator that it is given, and from nothing else", () => {
      const { draw, per } = madeOf(component, given);
      expect(["example", "batch"]).toContain(per);
      const context = pairingContext(1);
      const draws = (seed: number): number[] => {
        const rng = randomState(seed);
        return Array.from({ length: 200 }, (_, i) =>
          draw(rng, per === "batch" ? undefined : { anchor: i % 90, partner: (7 * i) % 90, context }),
        );
      };
      expect(draws(1).filter((share) => !(share >= 0 && share <= 1))).toEqual([]);
      expect(draws(1)).toEqual(draws(1));
    });
  });
}
