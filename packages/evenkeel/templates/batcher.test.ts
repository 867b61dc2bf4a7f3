import { testBatcher } from "@evenkeel/testing";
import { streams } from "evenkeel";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testBatcher(myName);

test("what is special about it", () => {
  const { at } = myName.create({})({ labels: Int32Array.of(0, 0, 1, 0), numClasses: 2, batchSize: 2, updates: 4 }, streams(1));
  expect([...at({ epoch: 0, batch: 1, step: 1 })]).toEqual([2, 3]);
});
