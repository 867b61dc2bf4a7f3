import { datasetOf } from "@evenkeel/testing";
import { expect, test } from "vitest";
import none from "./none.js";

test("gives the values as they are", () => {
  const dataset = datasetOf([[1, 2]], [0]);
  const { fill, rows } = none.create({}).fit(dataset, [0]);
  expect(rows.featureShape).toEqual([2]);
  expect(fill(dataset.values, 1)).toEqual(dataset.values);
});
