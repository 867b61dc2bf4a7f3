import { testAugmenter } from "@evenkeel/testing";
import { streams } from "evenkeel";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testAugmenter(myName);
testAugmenter(myName, { featureShape: [30] });

test("what is special about it", () => {
  const augmenter = myName.create({ deviation: 2 }, { featureShape: [500], numClasses: 2 });
  const { noise } = augmenter.inputs!({ epoch: 0, batch: 0, step: 0 }, streams(1), 10) as { noise: Float32Array };
  const square = noise.reduce((sum, value) => sum + value * value, 0) / noise.length;
  expect(Math.sqrt(square)).toBeGreaterThan(1.9);
  expect(Math.sqrt(square)).toBeLessThan(2.1);
});
