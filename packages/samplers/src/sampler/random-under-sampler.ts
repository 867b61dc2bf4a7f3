import { defineSampler, randomState, type Rng } from "@evenkeel/core";
import { z } from "zod";
import { pairingContext } from "../pairing/pairing-context.js";
import { randomStateSetting } from "../pairing/pairing-sampler.js";
import { rowsToDraw, underSamplingStrategy } from "../reducing-strategy.js";

/**
 * Draws rows of the large classes; the others stay whole. Rows come class by class, drawn ones in the order of drawing.
 *
 * With `randomState` the rows are those of imbalanced-learn's `RandomUnderSampler`, in its order.
 */
export default defineSampler({
  name: "random-under-sampler",
  summary: "drops rows of the large classes at random",
  config: {
    samplingStrategy: underSamplingStrategy,
    withReplacement: z.boolean().default(false).describe("whether a row may be drawn more than once"),
    randomState: randomStateSetting,
  },
  create: ({ samplingStrategy, withReplacement, randomState: seed }) => ({
    resample(train, { classCounts }, rng) {
      const { positions } = pairingContext(train, classCounts);
      const counts = rowsToDraw("random-under-sampler", samplingStrategy, {
        counts: positions.map((own) => own.length),
        names: train.classNames,
      });
      const stream = seed === null ? rng : randomState(seed);
      const rows = positions.flatMap((own, label) => {
        const count = counts[label] ?? null;
        return count === null ? [...own] : draw(own.length, count, withReplacement, stream).map((place) => own[place]!);
      });
      return { rows: Int32Array.from(rows) };
    },
  }),
});

function draw(available: number, count: number, withReplacement: boolean, rng: Rng): number[] {
  if (withReplacement) return Array.from({ length: count }, () => rng.integer(available));
  return [...rng.permutation(available).subarray(0, count)];
}
