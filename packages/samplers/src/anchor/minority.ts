import { defineAnchor, type PairingContext } from "@evenkeel/core";
import { nothingWanted, overSamplingStrategy, rowsToAdd } from "../sampling-strategy.js";

/** All rows of the classes that `samplingStrategy` raises, as many draws as it takes to raise them. */
export default defineAnchor({
  name: "minority",
  summary: "rows of the small classes, until the sampling strategy's counts are reached",
  config: { samplingStrategy: overSamplingStrategy },
  create: ({ samplingStrategy }) => {
    const counts = ({ train, positions }: PairingContext): number[] =>
      rowsToAdd("minority", samplingStrategy, { counts: positions.map((own) => own.length), names: train.classNames });
    return {
      counts,
      pool: ({ positions }, label) => positions[label]!,
      leftOut: (context) => nothingWanted(samplingStrategy, counts(context)),
    };
  },
});
