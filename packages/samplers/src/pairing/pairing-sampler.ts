import {
  type Anchor,
  mix,
  type MixOptions,
  NotPossibleError,
  type Pairing,
  type PairingContext,
  randomState,
  type Rng,
  type Sampler,
  UserError,
} from "@evenkeel/core";
import { z } from "zod";
import { drawPairing, type PairingParts } from "./draw-pairing.js";
import { pairingContext } from "./pairing-context.js";

/** The setting `randomState` of samplers that imbalanced-learn has too. */
export const randomStateSetting: z.ZodDefault<z.ZodNullable<z.ZodInt>> = z
  .int()
  .min(0)
  .max(2 ** 32 - 1)
  .nullable()
  .default(null)
  .describe("draws what imbalanced-learn draws with this random_state; null draws from the run's stream");

/** Who is paired with whom, and the way between them where it comes in two factors. */
export interface DrawnPairing {
  readonly pairing: Pairing;
  readonly way?: MixOptions["way"];
}

export interface PairingSamplerOptions {
  readonly leftOut?: Anchor["leftOut"] | undefined;
  readonly hasOwnParts?: boolean;
}

/**
 * Keeps every training row and adds the rows of one pairing, drawn once for the run.
 *
 * @param options.leftOut - sentences on classes that get no row, as `Anchor.leftOut`.
 * @param options.hasOwnParts - whether the sampler chose its parts itself: then what they refuse is told in its name, the only one
 * that was written.
 */
export function pairingSampler(
  component: string,
  draw: (context: PairingContext, rng: Rng) => Pairing | DrawnPairing,
  { leftOut, hasOwnParts = true }: PairingSamplerOptions = {},
): Sampler {
  return {
    resample(train, { classCounts, embedded }, rng) {
      const context = pairingContext(train, classCounts, embedded);
      const drawn = inName(hasOwnParts ? component : null, () => draw(context, rng));
      const { pairing, way } = "pairing" in drawn ? drawn : { pairing: drawn };
      const synthetic = mix(train, pairing, { nominal: "blend", ...(way && { way }) });
      const warnings = (leftOut?.(context) ?? []).map((sentence) => `${component}: ${sentence}`);
      return {
        rows: Int32Array.from(train.labels.keys()),
        ...(synthetic.count > 0 && { synthetic }),
        ...(warnings.length > 0 && { warnings }),
      };
    },
  };
}

/** Draws from the run's stream, or as imbalanced-learn does: with a generator made anew from the seed for every class. */
export function drawSeeded(parts: PairingParts, seed: number | null): (context: PairingContext, rng: Rng) => Pairing {
  return (context, rng) => drawPairing(parts, context, () => (seed === null ? rng : randomState(seed)));
}

function inName<T>(component: string | null, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (component === null || !(error instanceof UserError)) throw error;
    const Kind = error instanceof NotPossibleError ? NotPossibleError : UserError;
    throw new Kind(error.message.replace(/^[\w-]+(?=: )/, component), { cause: error });
  }
}
