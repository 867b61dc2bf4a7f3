import { defineAnchor, type PairingContext } from "@evenkeel/core";
import { z } from "zod";
import { foreignNeighbours } from "../neighbours.js";
import { overSamplingStrategy, rowsToAdd } from "../sampling-strategy.js";

/**
 * Rows in danger of the classes that `samplingStrategy` raises: at least half of their nearest rows, but not all, are of another
 * class. A class without such rows is left as it is.
 */
export default defineAnchor({
  name: "borderline",
  summary: "rows of the small classes near the border to another class",
  config: {
    mNeighbors: z.int().min(1).default(10).describe("nearest rows that say whether a row is in danger"),
    samplingStrategy: overSamplingStrategy,
  },
  create: ({ mNeighbors, samplingStrategy }) => ({
    counts(context) {
      const { train, positions } = context;
      const wanted = rowsToAdd("borderline", samplingStrategy, { counts: positions.map((own) => own.length), names: train.classNames });
      return wanted.map((count, label) => (count > 0 && rowsInDanger(context, label, mNeighbors).length === 0 ? 0 : count));
    },
    pool: (context, label) => rowsInDanger(context, label, mNeighbors),
  }),
});

function rowsInDanger({ train, positions }: PairingContext, label: number, mNeighbors: number): Int32Array {
  const all = Int32Array.from(train.labels.keys());
  return positions[label]!.filter((row) => {
    const numForeign = foreignNeighbours(train, row, all, mNeighbors);
    return numForeign >= mNeighbors / 2 && numForeign < mNeighbors;
  });
}
