import { type AnyComponent, randomState } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import { type ComponentCase, madeOf } from "./case-of.js";

const PRIORS = [0.9, 0.1];
const NUM_ROWS = 20;

/** What every adjustment must hold to; one that is fitted, after it was fitted to the folds that it asks for. */
export function testAdjustment(component: AnyComponent<"adjustment">, given: ComponentCase = {}): void {
  describe(`${component.name} holds to the contract of an adjustment`, () => {
    const logits = (): Float64Array => {
      const rng = randomState(6);
      return Float64Array.from({ length: NUM_ROWS * PRIORS.length }, () => rng.normal());
    };
    const made = madeOf(component, given);
    const folds = [0, 1].map((fold) => ({
      logits: logits().map((logit) => logit + fold),
      labels: Int32Array.from({ length: NUM_ROWS }, (_, i) => i % 2),
    }));
    const adjustment = made.fitted?.({ folds, numClasses: PRIORS.length, positive: 1 }) ?? made;
    const adjusted = (of: Float64Array): Float64Array => {
      adjustment.adjust(of, PRIORS);
      return of;
    };

    test("says that it is fitted if and only if it can be", () => {
      const { name: _, ...config } = component.schema.parse({ name: component.name, ...given.config }) as { name: string };
      const { outOfFold } = component.declares(config, () => ({}) as never) as { outOfFold?: number };
      expect(outOfFold !== undefined).toBe(made.fitted !== undefined);
    });

    test("keeps scores finite, and changes a row whatever the others are", () => {
      const whole = adjusted(logits());
      expect(whole.every(Number.isFinite)).toBe(true);
      for (let row = 0; row < NUM_ROWS; row++) {
        const own = logits().slice(row * PRIORS.length, (row + 1) * PRIORS.length);
        expect(Array.from(adjusted(own))).toEqual(Array.from(whole.subarray(row * PRIORS.length, (row + 1) * PRIORS.length)));
      }
    });

    test("reads the differences of a row's logits alone", () => {
      const [plain, moved] = [adjusted(logits()), adjusted(logits().map((logit) => logit + 5))];
      for (let row = 0; row < NUM_ROWS; row++) {
        const difference = (of: Float64Array): number => of[2 * row + 1]! - of[2 * row]!;
        expect(difference(moved)).toBeCloseTo(difference(plain), 10);
      }
    });

    test("is calibrated to class shares", () => {
      const shares = adjustment.priors(PRIORS);
      expect(shares.length).toBe(PRIORS.length);
      expect(shares.every((share) => share >= 0)).toBe(true);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    });
  });
}
