import { type Condition, type Conditioned, streams, type Trial } from "@evenkeel/core";
import { trialFor } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { conditioned, isUnchanged } from "./conditioned.js";

const giving = (make: (trial: Trial) => Partial<Conditioned>): Condition => ({
  description: "",
  apply: (trial) => ({ split: trial.split, labels: trial.labels, ...make(trial) }),
});
const trial = trialFor();
const made = (make: (trial: Trial) => Partial<Conditioned>) => conditioned("condition=mine", giving(make), trial, streams(1));

test.each<[string, (trial: Trial) => Partial<Conditioned>, string]>([
  [
    "the label of a test row",
    ({ split }) => ({ labels: new Map([[split.test[0]!, 1]]) }),
    "expected labels of labelled rows alone, got one of row",
  ],
  [
    "a test row in train",
    ({ split }) => ({ split: { ...split, train: [...split.train, split.test[0]!] } }),
    "expected no row in `train` that was not there",
  ],
  ["a train row in test", ({ split }) => ({ split: { ...split, test: split.train } }), "expected no row in `test` that was not there"],
  [
    "a class that there is not",
    ({ split }) => ({ labels: new Map([[split.train[0]!, 2]]) }),
    "expected labels of 2 classes, got 2 for row",
  ],
])("a condition that changes %s is refused by name", (_, make, message) => {
  expect(() => made(make)).toThrow(`condition=mine: ${message}`);
});

test("rows may be taken away, also from test", () => {
  const { split } = made(({ split: of }) => ({ split: { ...of, train: of.train.slice(5), test: of.test.slice(1) } }));
  expect([split.train.length, split.test.length]).toEqual([trial.split.train.length - 5, trial.split.test.length - 1]);
  expect(isUnchanged(trial, { split, labels: new Map() })).toBe(false);
  expect(
    isUnchanged(
      trial,
      made(() => ({})),
    ),
  ).toBe(true);
});
