import { defineSampler } from "@evenkeel/core";
import minority from "../anchor/minority.js";
import uniform from "../coefficient/uniform.js";
import hard from "../label/hard.js";
import { drawSeeded, pairingSampler, randomStateSetting } from "../pairing/pairing-sampler.js";
import { kNeighborsSetting } from "../partner/nearest-candidates.js";
import nearestSameClass from "../partner/nearest-same-class.js";
import { overSamplingStrategy } from "../sampling-strategy.js";
import { embedsIn, spaceSetting } from "../space.js";

/**
 * Synthetic minority over-sampling: a minority row moved a uniform share of the way to one of its nearest rows of the same
 * class.
 *
 *     x̃ = x_a + u·(x_b − x_a),  u ~ U[0, 1),  λ = 1 − u
 *
 * With `randomState` the rows are those of imbalanced-learn's `SMOTE(random_state=…)` to the bit, if no row has two neighbours at the
 * same distance; neighbours.ts says who is nearer then.
 */
export default defineSampler({
  name: "smote",
  summary: "minority rows moved towards near rows of their class",
  paper: {
    authors: "N. V. Chawla, K. W. Bowyer, L. O. Hall, W. P. Kegelmeyer",
    title: "SMOTE: Synthetic Minority Over-sampling Technique",
    venue: "JAIR 16, 2002",
    url: "https://doi.org/10.1613/jair.953",
  },
  config: { kNeighbors: kNeighborsSetting, space: spaceSetting, samplingStrategy: overSamplingStrategy, randomState: randomStateSetting },
  declares: embedsIn,
  create: ({ kNeighbors, space, samplingStrategy, randomState }) => {
    const anchor = minority.create({ samplingStrategy });
    return pairingSampler(
      "smote",
      drawSeeded(
        {
          anchor,
          partner: nearestSameClass.create({ kNeighbors, space }),
          coefficient: uniform.create({ per: "example" }),
          label: hard.create({}),
        },
        randomState,
      ),
      { leftOut: anchor.leftOut },
    );
  },
});
