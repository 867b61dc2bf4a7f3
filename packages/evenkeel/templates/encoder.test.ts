import { datasetOf, testEncoder } from "@evenkeel/testing";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testEncoder(myName);

test("a value that is known", () => {
  const dataset = datasetOf([[2], [4], [10]], [0, 1, 0]);
  expect([...myName.create({}).fit(dataset, [0, 1]).encode(dataset.values, 3)]).toEqual([0, 1, 4]);
});
