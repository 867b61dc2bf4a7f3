import type { Dataset } from "@evenkeel/core";
import { datasetOf, goldenCases, testImputer } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import standardize from "../encoder/standardize.js";
import simple from "./simple.js";

for (const strategy of ["mean", "median", "most-frequent", "constant"])
  testImputer(simple, { config: { strategy, ...(strategy === "constant" && { value: 4 }) } });
testImputer(simple, { config: { nominal: "level", indicator: true } });

interface Inputs {
  readonly strategy: string;
  readonly value: number;
  readonly indicator: boolean;
  readonly values: readonly (readonly number[])[];
  readonly fitted: readonly number[];
}

const imputer = (settings: object) => {
  const { name: _, ...parsed } = simple.schema.parse({ name: "simple", ...settings });
  return simple.create(parsed);
};

describe("is scikit-learn's SimpleImputer, alone and before a StandardScaler", () => {
  const cases = goldenCases<Inputs, { filled: number[][]; standardized: number[][] }>("imputer");
  test.each(cases)("$name", ({ inputs: { strategy, value, indicator, values, fitted }, expected, tolerance }) => {
    const dataset = {
      ...datasetOf(
        values,
        values.map((_, i) => i % 2),
      ),
      missing: "some are",
    };
    const filling = imputer({ strategy, indicator, ...(strategy === "constant" && { value }) }).fit(dataset, fitted);
    const filled = filling.fill(dataset.values, values.length);
    expect(filled).toBeAllClose(expected.filled.flat(), tolerance);
    const encoder = standardize.create({}).fit({ ...dataset, ...filling.rows, values: filled }, fitted);
    expect(encoder.encode(filled, values.length)).toBeAllClose(expected.standardized.flat(), tolerance);
  });
});

const mixed: Dataset = {
  ...datasetOf(
    [
      [1, 1],
      [NaN, 0],
      [5, NaN],
      [9, 1],
      [NaN, NaN],
    ],
    [0, 1, 0, 1, 0],
  ),
  columns: [
    { name: "a", kind: "numeric" },
    { name: "b", kind: "nominal", levels: ["p", "q"] },
  ],
  missing: "some are",
};

test("fills nominal columns by their most frequent level", () => {
  const { fill, rows } = imputer({}).fit(mixed, [0, 1, 2, 3]);
  expect(Array.from(fill(mixed.values, 5))).toEqual([1, 1, 5, 0, 5, 1, 9, 1, 5, 1]);
  expect(rows.columns).toEqual(mixed.columns);
});

test("fills nominal columns by a level of their own, and says which values were missing", () => {
  const { fill, rows } = imputer({ nominal: "level", indicator: true }).fit(mixed, [0, 1, 2, 3]);
  expect(rows).toEqual({
    featureShape: [3],
    columns: [
      { name: "a", kind: "numeric" },
      { name: "b", kind: "nominal", levels: ["p", "q", "missing"] },
      { name: "a is missing", kind: "numeric" },
    ],
  });
  expect(Array.from(fill(mixed.values, 5))).toEqual([1, 1, 0, 5, 0, 1, 5, 2, 0, 9, 1, 0, 5, 2, 1]);
});

test("a column that misses values in other rows alone gets neither level nor indicator", () => {
  const { fill, rows } = imputer({ nominal: "level", indicator: true }).fit(mixed, [0, 3]);
  expect(rows).toEqual({ featureShape: [2], columns: mixed.columns });
  expect(Array.from(fill(mixed.values, 5)).slice(8)).toEqual([5, 1]);
});

test("refuses a column that has no value in the fitted rows, unless a constant fills it", () => {
  expect(() => imputer({}).fit(mixed, [1, 4])).toThrow(
    'imputer=simple: expected a value in a labelled row of column "a", got none: there is nothing to fill it with. Leave it out: dataset.ignore=[a].',
  );
  expect(Array.from(imputer({ strategy: "constant", value: -1 }).fit(mixed, [1, 4]).fill(mixed.values, 2))).toEqual([1, 1, -1, 0]);
});

test("says that it fills nothing", () => {
  const whole = datasetOf([[1], [2]], [0, 1]);
  expect(imputer({}).fit(whole, [0, 1]).warnings).toEqual([
    "imputer=simple fills nothing, for no value is missing: the run is the same as with `imputer=none`.",
  ]);
  expect(imputer({}).fit(mixed, [0, 1, 2, 3]).warnings).toEqual([]);
});
