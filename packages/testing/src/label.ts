import type { AnyComponent, PairForLabel } from "@evenkeel/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ComponentCase, madeOf } from "./case-of.js";

const pairs = fc
  .record({
    classCounts: fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 4 }),
    coefficient: fc.double({ min: 0, max: 1, noNaN: true }),
    a: fc.nat(),
    b: fc.nat(),
  })
  .map(({ classCounts, coefficient, a, b }): PairForLabel => {
    const [anchorClass, partnerClass] = [a % classCounts.length, b % classCounts.length];
    return Object.freeze({
      classCounts: Object.freeze(classCounts),
      coefficient,
      anchorClass,
      partnerClass,
      anchor: a % 50,
      partner: b % 50,
    });
  });

/** What every label rule must hold to. */
export function testLabel(component: AnyComponent<"label">, given: ComponentCase = {}): void {
  describe(`${component.name} holds to the contract of a label rule`, () => {
    test("gives a share in [0, 1], the same for the same pair, whatever it was asked before", () => {
      const rule = madeOf(component, given);
      fc.assert(
        fc.property(pairs, pairs, (pair, other) => {
          const share = rule(pair);
          rule(other);
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
          expect(rule(pair)).toBe(share);
        }),
      );
    });

    test("is of the anchor's class alone if and only if it says so", () => {
      const { name: _, ...config } = component.schema.parse({ name: component.name, ...given.config }) as { name: string };
      const { isAnchorClass = false } = component.declares(config, () => ({}) as never) as { isAnchorClass?: boolean };
      const rule = madeOf(component, given);
      const shares = fc.sample(pairs, { numRuns: 500, seed: 1 }).filter(({ anchorClass, partnerClass }) => anchorClass !== partnerClass);
      expect(shares.every((pair) => rule(pair) === 1)).toBe(isAnchorClass);
    });
  });
}
