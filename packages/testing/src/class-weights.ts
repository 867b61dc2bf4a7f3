import type { AnyComponent } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import { type ComponentCase, madeOf } from "./case-of.js";

const COUNTS = [90, 25, 4];

/** What all class weights must hold to. */
export function testClassWeights(component: AnyComponent<"classWeights">, given: ComponentCase = {}): void {
  describe(`${component.name} holds to the contract of class weights`, () => {
    const weightsOf = madeOf(component, given);

    test("gives every class a finite weight of at least 0, and some class one above it, early and late", () => {
      for (const progress of [0, 0.5, 1]) {
        const weights = weightsOf(COUNTS, progress);
        expect(weights.length).toBe(COUNTS.length);
        expect(weights.filter((weight) => !Number.isFinite(weight) || weight < 0)).toEqual([]);
        expect(Math.max(...weights)).toBeGreaterThan(0);
      }
    });

    test("knows a class by its count alone, and leaves the counts as they are", () => {
      const counts = Object.freeze([...COUNTS]);
      const [before, after] = [weightsOf(counts, 0.5), weightsOf(COUNTS.toReversed(), 0.5)];
      after.toReversed().forEach((weight, label) => expect(weight).toBeCloseTo(before[label]!, 12));
    });
  });
}
