import { randomRows, testSampler } from "@evenkeel/testing";
import { countClasses, randomState } from "evenkeel";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testSampler(myName);

test("what is special about it", () => {
  const train = randomRows(1, [40, 4]);
  const { rows } = myName.create({ ratio: 3 }).resample(train, { classCounts: [40, 4] }, randomState(1));
  expect(
    countClasses(
      Array.from(rows, (row) => train.labels[row]!),
      2,
    ),
  ).toEqual([12, 4]);
});
