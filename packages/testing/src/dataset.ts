import { type AnyComponent, sizeOf } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import { type ComponentCase, madeOf } from "./case-of.js";

/** What every source of data must hold to. */
export function testDataset(component: AnyComponent<"dataset">, given: ComponentCase = {}): void {
  describe(`${component.name} holds to the contract of a data set`, () => {
    const load = () => madeOf(component, given).load();

    test("has as many values, labels and row ids as it says", async () => {
      const { numExamples, featureShape, values, labels, rowIds } = await load();
      expect(numExamples).toBeGreaterThan(0);
      expect([values.length, labels.length, rowIds.length]).toEqual([numExamples * sizeOf(featureShape), numExamples, numExamples]);
    });

    test("names its classes, each once, and has rows of each", async () => {
      const { labels, numClasses, classNames } = await load();
      expect(numClasses).toBeGreaterThan(1);
      expect([classNames.length, new Set(classNames).size]).toEqual([numClasses, numClasses]);
      expect([...new Set(labels)].sort((a, b) => a - b)).toEqual(Array.from({ length: numClasses }, (_, label) => label));
    });

    test("calls each row by another whole number", async () => {
      const { rowIds, numExamples } = await load();
      expect(new Set(rowIds).size).toBe(numExamples);
      expect(rowIds.every((id) => Number.isInteger(id) && id >= 0)).toBe(true);
    });

    test("has columns as its rows are, each under its own name, and nominal cells that are levels", async () => {
      const { columns, featureShape, values, missing } = await load();
      const width = sizeOf(featureShape);
      const named = columns ?? [];
      expect(named.length === 0 || named.length === width).toBe(true);
      expect(new Set(named.map(({ name }) => name)).size).toBe(named.length);
      const strange = Array.from(values).filter((value, i) => {
        const column = named[i % width];
        if (Number.isNaN(value)) return missing === undefined;
        return column?.kind === "nominal"
          ? !(Number.isInteger(value) && value >= 0 && value < column.levels.length)
          : !Number.isFinite(value);
      });
      expect(strange).toEqual([]);
    });

    test("is the same when it is loaded again, and names its content by a digest", async () => {
      const [first, second] = [await load(), await load()];
      expect(second).toEqual(first);
      expect(first.digest.trim()).not.toBe("");
    });
  });
}
