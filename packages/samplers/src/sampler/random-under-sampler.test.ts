import { countClasses, randomState } from "@evenkeel/core";
import { rowsOf, goldenCases, testSampler } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import randomUnderSampler from "./random-under-sampler.js";

testSampler(randomUnderSampler);
testSampler(randomUnderSampler, { config: { withReplacement: true } });

interface Inputs {
  readonly y: number[];
  readonly seed: number;
  readonly strategy: "auto" | [number, number][];
  readonly replacement: boolean;
}

describe("draws the rows that imbalanced-learn draws", () => {
  const cases = goldenCases<Inputs, { sample_indices: number[] }>("sampler_random").filter(({ name }) => name.startsWith("under-"));
  for (const { name, inputs, expected } of cases) {
    test(`case ${name}`, () => {
      const train = rowsOf(
        inputs.y.map((_, row) => [row]),
        inputs.y,
      );
      const samplingStrategy = Array.isArray(inputs.strategy) ? Object.fromEntries(inputs.strategy) : inputs.strategy;
      const { rows } = randomUnderSampler
        .create({ samplingStrategy, withReplacement: inputs.replacement, randomState: inputs.seed })
        .resample(train, { classCounts: countClasses(train.labels, train.numClasses) }, randomState(0));
      expect(Array.from(rows)).toEqual(expected.sample_indices);
    });
  }
});
