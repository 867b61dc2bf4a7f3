import { randomDataset, testProtocol } from "@evenkeel/testing";
import { streams } from "evenkeel";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testProtocol(myName);

test("what is special about it", () => {
  const { train, test: tested } = myName.create({ repeats: 2, tested: 0.3 }).split(randomDataset(1, [60, 20]), 0, streams(1));
  expect([train.length, tested.length]).toEqual([56, 24]);
});
