import { definePartner, NotPossibleError } from "@evenkeel/core";
import { kNeighborsSetting, lowerTo, nearestCandidates } from "./nearest-candidates.js";

/** One of the `kNeighbors` nearest rows of the anchor's own class, Euclidean, without the anchor. */
export default definePartner({
  name: "nearest-same-class",
  summary: "one of the nearest rows of the anchor's class",
  config: { kNeighbors: kNeighborsSetting },
  declares: () => ({ isSameClass: true }),
  create: ({ kNeighbors }) => ({
    candidates({ train, positions }, label) {
      const pool = positions[label]!;
      if (pool.length <= kNeighbors) {
        throw new NotPossibleError(
          `nearest-same-class: expected more than \`kNeighbors\` = ${kNeighbors} training rows of class "${train.classNames[label]}", got ${pool.length}. ${lowerTo(pool.length - 1)}`,
        );
      }
      return nearestCandidates(train, pool, kNeighbors);
    },
  }),
});
