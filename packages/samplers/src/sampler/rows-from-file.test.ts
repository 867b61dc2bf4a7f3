import { type RowsFromElsewhere, randomState } from "@evenkeel/core";
import { elsewhereFor, randomRows, testSampler } from "@evenkeel/testing";
import { expect, test } from "vitest";
import rowsFromFile from "./rows-from-file.js";

const train = randomRows(5, [6, 3]);
const made = (more: Partial<RowsFromElsewhere> = {}): RowsFromElsewhere => ({
  count: 2,
  features: Float64Array.of(0.5, -1, 2, 3),
  labels: Int32Array.of(1, 0),
  parents: null,
  ...more,
});
const deps = (rows: RowsFromElsewhere) => [elsewhereFor({}, { rows })] as const;

testSampler(rowsFromFile, { config: { path: "rows.csv" }, deps: deps(made()) });

const resample = (rows: RowsFromElsewhere) =>
  rowsFromFile.create({ path: "rows.csv", label: null }, ...deps(rows)).resample(train, { classCounts: [6, 3] }, randomState(1));

test("adds the rows behind all training rows, of parents that nobody knows", () => {
  const { rows, synthetic } = resample(made());
  expect(rows).toEqual(Int32Array.from({ length: 9 }, (_, row) => row));
  expect(synthetic!.features).toEqual(Float64Array.of(0.5, -1, 2, 3));
  expect(synthetic!.targets).toEqual(Float32Array.of(0, 1, 1, 0));
  expect(synthetic!.ids).toEqual(Int32Array.of(-1, -1));
  expect(synthetic!.origin.parents).toEqual({ offsets: Int32Array.of(0, 0, 0), ids: Int32Array.of(), weights: Float64Array.of() });
  expect(synthetic!.origin.relation).toEqual({ features: "learned" });
});

test("keeps the parents that the file says", () => {
  const [first, second] = [train.ids[0]!, train.ids[4]!];
  const { parents } = resample(
    made({
      parents: [
        [
          [first, 0.25],
          [second, 0.75],
        ],
        [],
      ],
    }),
  ).synthetic!.origin;
  expect([...parents.ids]).toEqual([first, second]);
  expect([...parents.weights]).toEqual([0.25, 0.75]);
  expect([...parents.offsets]).toEqual([0, 2, 2]);
});

test("refuses a parent that is not trained on", () => {
  expect(() => resample(made({ parents: [[[3, 1]], []] }))).toThrow(
    "expected parents among the rows that are trained on, got row 3 in rows.csv, which is none",
  );
});
