import { definePartner, NotPossibleError } from "@evenkeel/core";
import { kNeighborsSetting, lowerTo, nearestCandidates } from "./nearest-candidates.js";
import { embedsIn, rowsIn, spaceSetting } from "../space.js";

/** One of the `kNeighbors` nearest rows of the anchor's own class, Euclidean, without the anchor; in the inputs, or in the model's embedding. */
export default definePartner({
  name: "nearest-same-class",
  summary: "one of the nearest rows of the anchor's class",
  config: { kNeighbors: kNeighborsSetting, space: spaceSetting },
  declares: (own) => ({ isSameClass: true, ...embedsIn(own) }),
  create: ({ kNeighbors, space }) => ({
    candidates(context, label) {
      const { train, positions } = context;
      const pool = positions[label]!;
      if (pool.length <= kNeighbors) {
        throw new NotPossibleError(
          `nearest-same-class: expected more than \`kNeighbors\` = ${kNeighbors} training rows of class "${train.classNames[label]}", got ${pool.length}. ${lowerTo(pool.length - 1)}`,
        );
      }
      return nearestCandidates(rowsIn(space, context), pool, kNeighbors);
    },
  }),
});
