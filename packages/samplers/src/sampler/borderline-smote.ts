import { defineSampler, type Pairing, type PairingContext, randomState, type Rng } from "@evenkeel/core";
import { z } from "zod";
import borderline from "../anchor/borderline.js";
import uniform from "../coefficient/uniform.js";
import hard from "../label/hard.js";
import { type DrawnPairing, drawSeeded, pairingSampler, randomStateSetting } from "../pairing/pairing-sampler.js";
import nearest from "../partner/nearest.js";
import { kNeighborsSetting } from "../partner/nearest-candidates.js";
import nearestSameClass from "../partner/nearest-same-class.js";
import { overSamplingStrategy } from "../sampling-strategy.js";
import { embedsIn, spaceSetting } from "../space.js";

/**
 * SMOTE that builds on minority rows near the border only.
 *
 * `borderline-1` takes partners of the same class. `borderline-2` takes any, and goes at most half the way to a partner of
 * another class, u/2 of the step with u ~ U[0, 1).
 *
 * With `randomState` the rows are those of imbalanced-learn's `BorderlineSMOTE(random_state=…)` to the bit, if no row has two neighbours
 * at the same distance; neighbours.ts says who is nearer then.
 */
export default defineSampler({
  name: "borderline-smote",
  summary: "SMOTE that builds on minority rows near the border only",
  paper: {
    authors: "H. Han, W.-Y. Wang, B.-H. Mao",
    title: "Borderline-SMOTE: A New Over-Sampling Method in Imbalanced Data Sets Learning",
    venue: "ICIC 2005",
    url: "https://doi.org/10.1007/11538059_91",
  },
  config: {
    kind: z.enum(["borderline-1", "borderline-2"]).default("borderline-1").describe("partners of the same class, or of any"),
    kNeighbors: kNeighborsSetting,
    space: spaceSetting,
    mNeighbors: borderline.schema.shape.mNeighbors,
    samplingStrategy: overSamplingStrategy,
    randomState: randomStateSetting,
  },
  declares: embedsIn,
  create: ({ kind, kNeighbors, space, mNeighbors, samplingStrategy, randomState: seed }) => {
    const isSecond = kind === "borderline-2";
    const anchor = borderline.create({ mNeighbors, space, samplingStrategy });
    const draw = drawSeeded(
      {
        anchor,
        partner: (isSecond ? nearest : nearestSameClass).create({ kNeighbors, space }),
        coefficient: uniform.create({ per: "example" }),
        label: hard.create({}),
      },
      seed,
    );
    return pairingSampler(
      "borderline-smote",
      (context, rng) => {
        const pairing = draw(context, rng);
        return isSecond ? keepToOwnHalf(pairing, context, () => (seed === null ? rng : randomState(seed))) : pairing;
      },
      { leftOut: anchor.leftOut },
    );
  },
});

/** Shortens the way to partners of another class, with a stream for each class. */
function keepToOwnHalf(pairing: Pairing, { train }: PairingContext, streamOf: () => Rng): DrawnPairing {
  const streams = new Map<number, Rng>();
  const step = pairing.coefficient.map((share) => 1 - share);
  const reach = step.map((_, i) => {
    const label = train.labels[pairing.anchor[i]!]!;
    if (train.labels[pairing.partner[i]!] === label) return 1;
    const rng = streams.get(label) ?? streamOf();
    streams.set(label, rng);
    return 0.5 * rng.double();
  });
  return { pairing: { ...pairing, coefficient: step.map((share, i) => 1 - share * reach[i]!) }, way: { step, reach } };
}
