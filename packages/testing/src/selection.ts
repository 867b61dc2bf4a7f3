import type { AnyComponent } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import { type ComponentCase, madeOf } from "./case-of.js";

/** What every selection must hold to. */
export function testSelection(component: AnyComponent<"selection">, given: ComponentCase = {}): void {
  describe(`${component.name} holds to the contract of a selection`, () => {
    const { watched } = madeOf(component, given);

    test("declares the rows that it reads: whoever chooses by test rows says so before there are data", () => {
      const { name: _, ...config } = component.schema.parse({ name: component.name, ...given.config }) as { name: string };
      const { reads } = component.declares(config, () => ({}) as never) as { reads?: string };
      expect(reads).toBe(watched?.set);
    });

    test("watches rows that are not trained on, a score by its name, and waits for a whole number of evaluations", () => {
      const { set, score, patience } = watched ?? { set: "validation", score: "loss", patience: null };
      expect(["validation", "test"]).toContain(set);
      expect(score).toMatch(/^[\w./-]+$/);
      expect(patience === null || (Number.isInteger(patience) && patience > 0)).toBe(true);
    });

    test("is the same each time it is made", () => expect(madeOf(component, given).watched).toEqual(watched));
  });
}
