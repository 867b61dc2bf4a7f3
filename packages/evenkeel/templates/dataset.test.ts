import { testDataset } from "@evenkeel/testing";
import { countClasses } from "evenkeel";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testDataset(myName);

test("what is special about it", async () => {
  expect(countClasses((await myName.create({ rows: 100, rare: 0.2 }).load()).labels, 2)).toEqual([80, 20]);
});
