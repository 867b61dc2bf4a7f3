import { randomState } from "@evenkeel/core";
import { rowsOf, testSampler } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { testRandomGoldens } from "../../test/random-goldens.js";
import randomOverSampler from "./random-over-sampler.js";

testSampler(randomOverSampler, { smallest: 1 });

testRandomGoldens(
  "repeats the rows that imbalanced-learn repeats",
  /^over-\d+$/,
  ({ samplingStrategy, randomState: seed }) => randomOverSampler.create({ samplingStrategy, randomState: seed }),
  ({ rows, synthetic }) => [
    [...rows, ...synthetic!.origin.parents.ids],
    [...rows, ...synthetic!.features],
  ],
);

test("a copy has one parent of weight 1", () => {
  const train = rowsOf([[0], [1], [2], [3]], [0, 0, 0, 1]);
  const { synthetic } = randomOverSampler
    .create({ samplingStrategy: "auto", randomState: null })
    .resample(train, { classCounts: [3, 1] }, randomState(0));
  expect(synthetic!.origin.parents).toEqual({ offsets: Int32Array.of(0, 1, 2), ids: Int32Array.of(3, 3), weights: Float64Array.of(1, 1) });
});
