import { streams } from "@evenkeel/core";
import { randomDataset, testCondition, trialFor } from "@evenkeel/testing";
import { expect, test } from "vitest";
import labelNoise from "./label-noise.js";

testCondition(labelNoise, { config: { share: 0.3 } });

test("so many training rows carry another class, each other class as likely as another", () => {
  const dataset = randomDataset(1, [300, 200, 100]);
  const ids = Array.from(dataset.rowIds);
  const trial = { ...trialFor(), dataset, split: { train: ids, meta: [], test: [] }, classCounts: [300, 200, 100] };
  const counts = [0, 1, 2].map(() => [0, 0, 0]);
  for (let number = 0; number < 200; number++) {
    const { labels } = labelNoise.create({ share: 0.25 }).apply({ ...trial, trial: number }, streams(1));
    expect(labels.size).toBe(150);
    for (const [id, label] of labels) counts[dataset.labels[ids.indexOf(id)]!]![label]!++;
  }
  // 30,000 changes: classes in proportion to their rows, targets evenly; four standard errors.
  const shares = counts.map((row) => row.map((count) => count / 30000));
  const expected = [
    [0, 0.25, 0.25],
    [1 / 6, 0, 1 / 6],
    [1 / 12, 1 / 12, 0],
  ];
  expect(shares.flat()).toBeAllClose(expected.flat(), { abs: 0.01, rel: 0 });
});

test("a label that comes back to the true one is not wrong", () => {
  const trial = trialFor();
  const wrong = new Map(trial.split.train.map((id) => [id, 1 - trial.dataset.labels[Array.from(trial.dataset.rowIds).indexOf(id)]!]));
  const { labels } = labelNoise.create({ share: 0.5 }).apply({ ...trial, labels: wrong }, streams(1));
  expect(labels.size).toBe(trial.split.train.length - Math.round(trial.split.train.length / 2));
});
