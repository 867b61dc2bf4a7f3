import { type AnyRows, defineAnchor, type PairingContext } from "@evenkeel/core";
import { z } from "zod";
import { foreignNeighbours } from "../neighbours.js";
import { nothingWanted, overSamplingStrategy, rowsToAdd } from "../sampling-strategy.js";
import { embedsIn, rowsIn, spaceSetting } from "../space.js";

/**
 * Rows in danger of the classes that `samplingStrategy` raises: at least half of their nearest rows, but not all, are of another
 * class. A class without such rows is left as it is.
 */
export default defineAnchor({
  name: "borderline",
  summary: "rows of the small classes near the border to another class",
  config: {
    mNeighbors: z.int().min(1).default(10).describe("nearest rows that say whether a row is in danger"),
    space: spaceSetting,
    samplingStrategy: overSamplingStrategy,
  },
  declares: embedsIn,
  create: ({ mNeighbors, space, samplingStrategy }) => {
    const inDanger = (context: PairingContext, label: number): Int32Array =>
      rowsInDanger(context, rowsIn(space, context), label, mNeighbors);
    const wanted = ({ train, positions }: PairingContext): number[] =>
      rowsToAdd("borderline", samplingStrategy, { counts: positions.map((own) => own.length), names: train.classNames });
    const isLeftOut = (context: PairingContext, count: number, label: number): boolean =>
      count > 0 && inDanger(context, label).length === 0;
    return {
      counts: (context) => wanted(context).map((count, label) => (isLeftOut(context, count, label) ? 0 : count)),
      pool: inDanger,
      leftOut(context) {
        const names = context.train.classNames.filter((_, label) => isLeftOut(context, wanted(context)[label]!, label));
        const safe = names.map(
          (name) =>
            `no row of class "${name}" is in danger (at least half, but not all, of its ${mNeighbors} nearest rows in another class), so none is added to it.`,
        );
        return [...nothingWanted(samplingStrategy, wanted(context)), ...safe];
      },
    };
  },
});

function rowsInDanger({ train, positions }: PairingContext, measured: AnyRows, label: number, mNeighbors: number): Int32Array {
  const all = Int32Array.from(train.labels.keys());
  return positions[label]!.filter((row) => {
    const numForeign = foreignNeighbours(measured, row, all, mNeighbors);
    return numForeign >= mNeighbors / 2 && numForeign < mNeighbors;
  });
}
