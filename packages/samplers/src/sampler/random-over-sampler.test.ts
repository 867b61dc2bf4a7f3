import { countClasses, randomState } from "@evenkeel/core";
import { rowsOf, goldenCases, testSampler } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import randomOverSampler from "./random-over-sampler.js";

testSampler(randomOverSampler, { smallest: 1 });

interface Inputs {
  readonly y: number[];
  readonly seed: number;
  readonly strategy: "auto" | [number, number][];
}

describe("repeats the rows that imbalanced-learn repeats", () => {
  const cases = goldenCases<Inputs, { sample_indices: number[] }>("sampler_random").filter(({ name }) => /^over-\d+$/.test(name));
  for (const { name, inputs, expected } of cases) {
    test(`case ${name}`, () => {
      const train = rowsOf(
        inputs.y.map((_, row) => [row]),
        inputs.y,
      );
      const samplingStrategy = Array.isArray(inputs.strategy) ? Object.fromEntries(inputs.strategy) : inputs.strategy;
      const { rows, synthetic } = randomOverSampler
        .create({ samplingStrategy, randomState: inputs.seed })
        .resample(train, { classCounts: countClasses(train.labels, train.numClasses) }, randomState(0));
      expect([...rows, ...synthetic!.origin.parents.ids]).toEqual(expected.sample_indices);
      expect(Array.from(synthetic!.features)).toEqual(expected.sample_indices.slice(inputs.y.length));
    });
  }
});

test("a copy has one parent of weight 1", () => {
  const train = rowsOf([[0], [1], [2], [3]], [0, 0, 0, 1]);
  const { synthetic } = randomOverSampler
    .create({ samplingStrategy: "auto", randomState: null })
    .resample(train, { classCounts: [3, 1] }, randomState(0));
  expect(synthetic!.origin.parents).toEqual({ offsets: Int32Array.of(0, 1, 2), ids: Int32Array.of(3, 3), weights: Float64Array.of(1, 1) });
});
