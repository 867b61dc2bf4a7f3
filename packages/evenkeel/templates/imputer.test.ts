import { datasetOf, testImputer } from "@evenkeel/testing";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testImputer(myName);

test("what is special about it", () => {
  const dataset = datasetOf([[2], [Number.NaN]], [0, 1]);
  expect([...myName.create({ value: 7 }).fit(dataset, [0]).fill(dataset.values, 2)]).toEqual([2, 7]);
});
