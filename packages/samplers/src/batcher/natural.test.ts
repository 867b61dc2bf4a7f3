import { streams } from "@evenkeel/core";
import { testBatcher } from "@evenkeel/testing";
import { expect, test } from "vitest";
import natural from "./natural.js";

testBatcher(natural);

test("an epoch is one permutation cut into full batches; the rest is left out, another part in each epoch", () => {
  const { at, perEpoch } = natural.create({})({ labels: new Int32Array(81), numClasses: 1, batchSize: 20, updates: 100 }, streams(1));
  const epochs = [0, 1, 2].map((epoch) => Array.from({ length: perEpoch }, (_, batch) => [...at({ epoch, batch, step: 0 })]).flat());
  for (const rows of epochs) expect([rows.length, new Set(rows).size]).toEqual([80, 80]);
  expect(new Set(epochs.flat()).size).toBe(81);
});
