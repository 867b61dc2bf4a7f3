import { countClasses, randomState, type Resampled, type Sampler } from "@evenkeel/core";
import { goldenCases, rowsOf } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";

interface Inputs {
  readonly y: number[];
  readonly seed: number;
  readonly strategy: "auto" | [number, number][];
  readonly replacement?: boolean;
}

/** A sampler at what imbalanced-learn drew from rows that hold their own number: each list of `indicesOf` is that. */
export function testRandomGoldens(
  title: string,
  names: RegExp,
  samplerOf: (settings: { samplingStrategy: "auto" | Record<string, number>; randomState: number; replacement: boolean }) => Sampler,
  indicesOf: (found: Resampled) => readonly (readonly number[])[],
): void {
  describe(`${title}`, () => {
    for (const { name, inputs, expected } of goldenCases<Inputs, { sample_indices: number[] }>("sampler_random")) {
      if (!names.test(name)) continue;
      test(`case ${name}`, () => {
        const train = rowsOf(
          inputs.y.map((_, row) => [row]),
          inputs.y,
        );
        const samplingStrategy = Array.isArray(inputs.strategy) ? Object.fromEntries(inputs.strategy) : inputs.strategy;
        const sampler = samplerOf({ samplingStrategy, randomState: inputs.seed, replacement: inputs.replacement ?? false });
        const context = { classCounts: countClasses(train.labels, train.numClasses) };
        const found = indicesOf(sampler.resample(train, context, randomState(0)) as Resampled);
        expect(found).toEqual(found.map(() => expected.sample_indices));
      });
    }
  });
}
