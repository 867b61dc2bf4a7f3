import { randomRows, testMixer } from "@evenkeel/testing";
import { randomState } from "evenkeel";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testMixer(myName);

test("what is special about it", () => {
  const rows = randomRows(1, [20, 8]);
  const { anchor, partner } = myName.create({ least: 0.7 }).pair(Int32Array.of(0, 5, 9), rows, [20, 8], randomState(1))!;
  expect([...partner].map((row) => rows.labels[row])).toEqual([...anchor].map((row) => rows.labels[row]));
});
