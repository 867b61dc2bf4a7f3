import { defineSampler, randomState } from "@evenkeel/core";
import minority from "../anchor/minority.js";
import fixed from "../coefficient/fixed.js";
import hard from "../label/hard.js";
import { drawPairing } from "../pairing/draw-pairing.js";
import { pairingSampler, randomStateSetting } from "../pairing/pairing-sampler.js";
import self from "../partner/self.js";
import { overSamplingStrategy } from "../sampling-strategy.js";

/**
 * Repeats rows of the small classes, drawn with replacement.
 *
 * The copies are synthetic rows with one parent of weight 1, not repeated natural rows: so a batch holds natural and added
 * rows in the same proportion as with SMOTE, both draw the same natural batches, and copies can be weighted one by one.
 *
 * With `randomState` the copies are those of imbalanced-learn's `RandomOverSampler`, in its order.
 */
export default defineSampler({
  name: "random-over-sampler",
  summary: "repeats rows of the small classes",
  config: { samplingStrategy: overSamplingStrategy, randomState: randomStateSetting },
  create: ({ samplingStrategy, randomState: seed }) => {
    const parts = {
      anchor: minority.create({ samplingStrategy }),
      partner: self.create({}),
      coefficient: fixed.create({ value: 1 }),
      label: hard.create({}),
    };
    return pairingSampler(
      "random-over-sampler",
      (context, rng) => {
        const shared = seed === null ? rng : randomState(seed);
        return drawPairing(parts, context, () => shared);
      },
      { leftOut: parts.anchor.leftOut },
    );
  },
});
