import { type Pairing, type PairingContext, randomState, type Rng, type Sampler, UserError } from "@evenkeel/core";
import { z } from "zod";
import { drawPairing, type PairingParts } from "./draw-pairing.js";
import { pairingContext } from "./pairing-context.js";
import { syntheticRows, type Way } from "./synthetic-rows.js";

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
  readonly way?: Way;
}

/** Keeps every training row and adds the rows of one pairing, drawn once for the run. */
export function pairingSampler(component: string, draw: (context: PairingContext, rng: Rng) => Pairing | DrawnPairing): Sampler {
  return {
    when: "run",
    resample(train, { classCounts }, rng) {
      checkNumeric(component, train.columns);
      const drawn = draw(pairingContext(train, classCounts), rng);
      const { pairing, way } = "pairing" in drawn ? drawn : { pairing: drawn };
      const synthetic = syntheticRows(train, pairing, way);
      return { rows: Int32Array.from(train.labels.keys()), ...(synthetic.count > 0 && { synthetic }) };
    },
  };
}

/** Draws from the run's stream, or as imbalanced-learn does: with a generator made anew from the seed for every class. */
export function drawSeeded(parts: PairingParts, seed: number | null): (context: PairingContext, rng: Rng) => Pairing {
  return (context, rng) => drawPairing(parts, context, () => (seed === null ? rng : randomState(seed)));
}

function checkNumeric(component: string, columns: PairingContext["train"]["columns"]): void {
  const nominal = columns?.find(({ kind }) => kind === "nominal");
  if (nominal) throw new UserError(`${component}: expected numeric columns, got the nominal column \`${nominal.name}\`. Encode it first: half-way between two codes lies a third category.`);
}
