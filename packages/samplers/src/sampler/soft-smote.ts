import { defineSampler, papers } from "@evenkeel/core";
import minority from "../anchor/minority.js";
import uniform from "../coefficient/uniform.js";
import soft from "../label/soft.js";
import { drawSeeded, pairingSampler } from "../pairing/pairing-sampler.js";
import nearest from "../partner/nearest.js";
import { kNeighborsSetting } from "../partner/nearest-candidates.js";
import { overSamplingStrategy } from "../sampling-strategy.js";
import { embedsIn, spaceSetting } from "../space.js";

/** SMOTE with partners of any class, whose label is mixed as the features are. */
export default defineSampler({
  name: "soft-smote",
  summary: "minority rows moved towards near rows of any class, labels mixed likewise",
  paper: {
    ...papers.fromSmoteToMixup,
    reconstruction:
      "the abstract names soft labels only: partners of any class, mixed labels, the neighbour space and k = 5 are our reading; no code was released",
  },
  config: { kNeighbors: kNeighborsSetting, space: spaceSetting, samplingStrategy: overSamplingStrategy },
  declares: embedsIn,
  create: ({ kNeighbors, space, samplingStrategy }) => {
    const anchor = minority.create({ samplingStrategy });
    return pairingSampler(
      "soft-smote",
      drawSeeded(
        {
          anchor,
          partner: nearest.create({ kNeighbors, space }),
          coefficient: uniform.create({ per: "example" }),
          label: soft.create({}),
        },
        null,
      ),
      { leftOut: anchor.leftOut },
    );
  },
});
