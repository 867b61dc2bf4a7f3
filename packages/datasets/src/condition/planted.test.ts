import { type Condition, streams, type Trial, UserError } from "@evenkeel/core";
import { testCondition, trialFor } from "@evenkeel/testing";
import { expect, test } from "vitest";
import planted from "./planted.js";

testCondition(planted, { config: { rows: 5 } });

const make = (config: object = {}): Condition => planted.create(planted.schema.parse({ name: "planted", ...config }));
const classOf = ({ dataset }: Trial, id: number): number => dataset.labels[Array.from(dataset.rowIds).indexOf(id)]!;

test.each([
  [5, 5],
  [0.2, 6],
  [0.01, 1],
  [0, 0],
])("rows=%d gives the minority label to so many majority rows of train", (rows, count) => {
  const trial = trialFor();
  const { labels, split } = make({ rows }).apply(trial, streams(1));
  expect(split).toBe(trial.split);
  expect(labels.size).toBe(count);
  for (const [id, label] of labels) expect([trial.split.train.includes(id), classOf(trial, id), label]).toEqual([true, 0, 1]);
});

test("a file of splits may name the rows; another number is said", () => {
  const trial = trialFor();
  const named = trial.split.train.filter((id) => classOf(trial, id) === 0).slice(0, 3);
  const withNamed = { ...trial, split: { ...trial.split, given: { planted: named } } };
  const { labels, warnings } = make({ rows: 3 }).apply(withNamed, streams(1));
  expect([[...labels.keys()], warnings]).toEqual([named, []]);
  expect(make({ rows: 9 }).apply(withNamed, streams(1)).warnings).toEqual([
    "condition.rows asks for 9 rows, but the file of splits names 3, and those are taken.",
  ]);
});

test.each([29, 2.5])("rows=%d is refused of 29 majority rows", (rows) => {
  const trial = trialFor();
  expect(trial.split.train.filter((id) => classOf(trial, id) === 0).length).toBe(29);
  expect(() => make({ rows }).apply(trial, streams(1))).toThrow(UserError);
  expect(() => make({ rows }).apply(trial, streams(1))).toThrow(
    `condition=planted: expected \`condition.rows\` below 1 or a whole count below the 29 majority rows of train, got ${rows}.`,
  );
});
