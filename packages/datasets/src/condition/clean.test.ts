import { streams } from "@evenkeel/core";
import { testCondition, trialFor } from "@evenkeel/testing";
import { expect, test } from "vitest";
import clean from "./clean.js";

testCondition(clean);

test("changes nothing", () => {
  const trial = trialFor();
  expect(clean.create({}).apply(trial, streams(1))).toEqual({ split: trial.split, labels: new Map() });
});
