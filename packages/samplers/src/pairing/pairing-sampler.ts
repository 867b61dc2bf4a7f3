import { type Anchor, type Pairing, type PairingContext, randomState, type Rng, type Sampler } from "@evenkeel/core";
import { z } from "zod";
import { drawPairing, type PairingParts } from "./draw-pairing.js";
import { pairingContext } from "./pairing-context.js";
import { syntheticRows } from "./synthetic-rows.js";

/** The setting `randomState` of samplers that imbalanced-learn has too. */
export const randomStateSetting: z.ZodDefault<z.ZodNullable<z.ZodInt>> = z
  .int()
  .min(0)
  .max(2 ** 32 - 1)
  .nullable()
  .default(null)
  .describe("draws what imbalanced-learn draws with this random_state; null draws from the run's stream");

/**
 * Keeps every training row and adds the rows of one pairing, drawn once for the run.
 *
 * @param leftOut - sentences on classes that get no row, as `Anchor.leftOut`.
 */
export function pairingSampler(component: string, draw: (context: PairingContext, rng: Rng) => Pairing, leftOut?: Anchor["leftOut"]): Sampler {
  return {
    when: "run",
    resample(train, { classCounts }, rng) {
      const context = pairingContext(train, classCounts);
      const synthetic = syntheticRows(train, draw(context, rng));
      const warnings = (leftOut?.(context) ?? []).map((sentence) => `${component}: ${sentence}`);
      return { rows: Int32Array.from(train.labels.keys()), ...(synthetic.count > 0 && { synthetic }), ...(warnings.length > 0 && { warnings }) };
    },
  };
}

/** Draws from the run's stream, or as imbalanced-learn does: with a generator made anew from the seed for every class. */
export function drawSeeded(parts: PairingParts, seed: number | null): (context: PairingContext, rng: Rng) => Pairing {
  return (context, rng) => drawPairing(parts, context, () => (seed === null ? rng : randomState(seed)));
}
