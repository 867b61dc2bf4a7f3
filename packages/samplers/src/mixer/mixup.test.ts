import { countClasses, randomState } from "@evenkeel/core";
import { randomRows, testMixer } from "@evenkeel/testing";
import { expect, test } from "vitest";
import mixup from "./mixup.js";

testMixer(mixup);

test("keeps the batch as anchors, draws partners from all training rows and one λ for the batch", () => {
  const train = randomRows(1, [400, 20]);
  const batch = Int32Array.from({ length: 300 }, (_, i) => i % 10);
  const { anchor, partner, coefficient, labelCoefficient } = mixup
    .create({ alpha: 1, at: "input" })
    .pair(batch, train, countClasses(train.labels, 2), randomState(2))!;
  expect(anchor).toEqual(batch);
  expect(new Set(partner).size).toBeGreaterThan(150);
  expect(new Set(coefficient).size).toBe(1);
  expect(labelCoefficient).toEqual(coefficient);
});
