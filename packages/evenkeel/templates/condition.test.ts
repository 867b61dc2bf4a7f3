import { testCondition, trialFor } from "@evenkeel/testing";
import { streams } from "evenkeel";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testCondition(myName);

test("what is special about it", () => {
  const trial = trialFor();
  const { split } = myName.create({ share: 0.5 }).apply(trial, streams(1));
  expect(split.train.length).toBe(trial.split.train.length / 2);
});
