import type { AnyComponent, Dataset, FittedEncoder } from "@evenkeel/core";
import { sizeOf } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import { type ComponentCase, madeOf } from "./case-of.js";
import { mixedDataset } from "./mixed-dataset.js";

/** What every encoder must hold to, on rows of numeric columns and a nominal one. */
export function testEncoder(component: AnyComponent<"encoder">, given: ComponentCase = {}): void {
  describe(`${component.name} holds to the contract of an encoder`, () => {
    const dataset = mixedDataset();
    const fittedRows = [0, 2, 3, 5, 8, 9, 12, 14];
    const encoder = madeOf(component, given);
    const fit = (to: Dataset = dataset): FittedEncoder => encoder.fit(to, fittedRows);
    const encode = ({ encode: encodeRows }: Pick<FittedEncoder, "encode">, of: Dataset = dataset): Float64Array =>
      encodeRows(of.values, of.numExamples);

    test("gives each row finite features of the shape that it says", () => {
      const fitted = fit();
      const encoded = encode(fitted);
      expect(encoded.length).toBe(dataset.numExamples * sizeOf(fitted.featureShape));
      expect(encoded.every(Number.isFinite)).toBe(true);
    });

    test("is fitted to the rows that it is given alone", () => {
      const others = dataset.values.map((value, i) =>
        fittedRows.includes(Math.floor(i / 3)) ? value : i % 3 === 2 ? 2 - value : value * 7 + 3,
      );
      expect(fit({ ...dataset, values: others }).state).toEqual(fit().state);
      expect(encode(fit({ ...dataset, values: others }))).toEqual(encode(fit()));
    });

    test("encodes a row whatever the others are", () => {
      const fitted = fit();
      const [whole, width] = [encode(fitted), sizeOf(fitted.featureShape)];
      for (let row = 0; row < dataset.numExamples; row++) {
        const alone = fitted.encode(dataset.values.slice(3 * row, 3 * row + 3), 1);
        expect(alone).toEqual(whole.slice(row * width, (row + 1) * width));
      }
    });

    test("reads no label", () => {
      const relabelled = { ...dataset, labels: dataset.labels.map((label) => 1 - label) };
      expect(encode(fit(relabelled))).toEqual(encode(fit()));
    });

    test("tells rows apart that differ", () => {
      const fitted = fit();
      const [encoded, width] = [encode(fitted), sizeOf(fitted.featureShape)];
      const rows = new Set(Array.from({ length: dataset.numExamples }, (_, row) => encoded.slice(row * width, (row + 1) * width).join()));
      expect(rows.size).toBe(dataset.numExamples);
    });

    test("from its state as JSON, encodes the same bits", () => {
      const fitted = fit();
      const read = encoder.read(JSON.parse(JSON.stringify(fitted.state)), dataset);
      expect(read.featureShape).toEqual(fitted.featureShape);
      expect(encode(read)).toEqual(encode(fitted));
    });

    test("leaves what it was given as it was", () => {
      const before = structuredClone(dataset);
      encode(fit());
      expect(dataset).toEqual(before);
    });
  });
}
