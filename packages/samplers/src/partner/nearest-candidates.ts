import type { Candidates, AnyRows } from "@evenkeel/core";
import { z } from "zod";
import { nearestNeighbours } from "../neighbours.js";

/** The setting `kNeighbors`. */
export const kNeighborsSetting: z.ZodDefault<z.ZodInt> = z
  .int()
  .min(1)
  .default(5)
  .describe("nearest rows among which the partner is drawn");

/** What to do where a row has only `most` others. */
export function lowerTo(most: number): string {
  if (most < 1) return "A single row has no neighbours: choose `sampler=random-over-sampler`, which repeats it.";
  return `Lower it: \`sampler.kNeighbors=${most}\`, or \`partner.kNeighbors=${most}\` for a partner that was chosen.`;
}

/** The `count` rows of `pool` nearest to an anchor; found when an anchor is first asked for, then kept. */
export function nearestCandidates(train: AnyRows, pool: Int32Array, count: number): Candidates {
  const known = new Map<number, Int32Array>();
  const neighboursOf = (anchor: number): Int32Array => {
    const found = known.get(anchor) ?? nearestNeighbours(train, anchor, pool, count);
    known.set(anchor, found);
    return found;
  };
  return { count, at: (anchor, index) => neighboursOf(anchor)[index]! };
}
