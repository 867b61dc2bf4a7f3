import { datasetOf, testEncoder } from "@evenkeel/testing";
import { expect, test } from "vitest";
import none from "./none.js";

testEncoder(none);

test("gives the values as they are", () => {
  const dataset = datasetOf(
    [
      [1, 2],
      [3, 4],
    ],
    [0, 1],
  );
  const { featureShape, encode } = none.create({}).fit(dataset, [0]);
  expect(featureShape).toEqual([2]);
  expect(encode(dataset.values, 2)).toEqual(dataset.values);
});
