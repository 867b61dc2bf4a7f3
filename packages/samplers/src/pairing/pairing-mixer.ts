import type { AnyRows, Candidates, Mixer, PairingContext } from "@evenkeel/core";
import { z } from "zod";
import { type Couple, drawCandidate, drawCoefficients, labelled, type PairingParts } from "./draw-pairing.js";
import { pairingContext } from "./pairing-context.js";

/** The setting `at` of mixers. */
export const mixAtSetting: z.ZodDefault<z.ZodEnum<{ input: "input"; embedding: "embedding" }>> = z
  .enum(["input", "embedding"])
  .default("input")
  .describe("where rows are mixed: as the model reads them, or in their embeddings before its head");

/**
 * Mixes every row of a batch with a partner among the training rows that the sampler left and those that it made; the rows of the
 * batch are the anchors.
 *
 * First all partners are drawn, then the coefficients.
 */
export function pairingMixer({ partner, coefficient, label }: Omit<PairingParts, "anchor">, at: NonNullable<Mixer["at"]>): Mixer {
  // Neighbours are those of the training rows, so they are found once and not for every batch.
  const prepared = new WeakMap<AnyRows, { context: PairingContext; candidates: Map<number, Candidates> }>();
  return {
    at,
    pair(batchRows, train, classCounts, rng) {
      const { context, candidates } = prepared.get(train) ?? { context: pairingContext(train, classCounts), candidates: new Map() };
      prepared.set(train, { context, candidates });
      const couples = Array.from(batchRows, (anchor): Couple => {
        const anchorClass = train.labels[anchor]!;
        const own = candidates.get(anchorClass) ?? partner.candidates(context, anchorClass);
        candidates.set(anchorClass, own);
        return [anchor, drawCandidate(own, anchor, rng)];
      });
      return labelled(couples, drawCoefficients(coefficient, couples, rng, { train, classCounts }), label, { train, classCounts });
    },
  };
}
