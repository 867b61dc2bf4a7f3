import type { AnyComponent, Dataset, FittedImputer } from "@evenkeel/core";
import { sizeOf } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import { type ComponentCase, madeOf } from "./case-of.js";
import { mixedDataset } from "./mixed-dataset.js";

/** What every imputer that fills missing values must hold to, on rows of numeric columns and a nominal one. */
export function testImputer(component: AnyComponent<"imputer">, given: ComponentCase = {}): void {
  describe(`${component.name} holds to the contract of an imputer`, () => {
    const whole = mixedDataset();
    // One value is missing in every second row, of each column in turn.
    const isMissing = (i: number): boolean => Math.floor(i / 3) % 2 === 1 && i % 3 === Math.floor(i / 6) % 3;
    const dataset: Dataset = { ...whole, values: whole.values.map((value, i) => (isMissing(i) ? Number.NaN : value)), missing: "some are" };
    const fittedRows = [0, 1, 2, 3, 4, 5, 8, 9, 11];
    const imputer = madeOf(component, given);
    const fit = (to: Dataset = dataset): FittedImputer => imputer.fit(to, fittedRows);
    const fill = (fitted: Pick<FittedImputer, "fill">, of: Dataset = dataset): Float64Array => fitted.fill(of.values, of.numExamples);

    test("leaves no value missing, in rows of the shape that it says", () => {
      const fitted = fit();
      const filled = fill(fitted);
      expect(filled.length).toBe(dataset.numExamples * sizeOf(fitted.rows.featureShape));
      expect(filled.every(Number.isFinite)).toBe(true);
    });

    test("fills a nominal column with one of its levels", () => {
      const fitted = fit();
      const [filled, width] = [fill(fitted), sizeOf(fitted.rows.featureShape)];
      const at = fitted.rows.columns!.findIndex(({ name }) => name === "c");
      const column = fitted.rows.columns![at]!;
      const numLevels = column.kind === "nominal" ? column.levels.length : 0;
      const codes = Array.from({ length: dataset.numExamples }, (_, row) => filled[row * width + at]!);
      expect(codes.filter((code) => !(Number.isInteger(code) && code >= 0 && code < numLevels))).toEqual([]);
    });

    test("leaves what is there as it is", () => {
      const fitted = fit();
      const [filled, width] = [fill(fitted), sizeOf(fitted.rows.featureShape)];
      const columns = dataset.columns!.map(({ name }) => fitted.rows.columns!.findIndex((column) => column.name === name));
      const isKept = (value: number, i: number): boolean =>
        Number.isNaN(value) || filled[Math.floor(i / 3) * width + columns[i % 3]!] === value;
      expect(Array.from(dataset.values, isKept)).toEqual(Array.from(dataset.values, () => true));
    });

    test("is fitted to the rows that it is given alone", () => {
      const others = dataset.values.map((value, i) => (fittedRows.includes(Math.floor(i / 3)) ? value : i % 3 === 2 ? 0 : value * 7 + 3));
      expect(fit({ ...dataset, values: others }).state).toEqual(fit().state);
    });

    test("from its state as JSON, fills the same bits", () => {
      const fitted = fit();
      const read = imputer.read(JSON.parse(JSON.stringify(fitted.state)), whole);
      expect(read.rows).toEqual(fitted.rows);
      expect(fill(read)).toEqual(fill(fitted));
    });

    test("leaves what it was given as it was", () => {
      const before = structuredClone(dataset);
      fill(fit());
      expect(dataset).toEqual(before);
    });
  });
}
