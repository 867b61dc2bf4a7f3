import { definePartner, NotPossibleError } from "@evenkeel/core";
import { kNeighborsSetting, lowerTo, nearestCandidates } from "./nearest-candidates.js";

/** One of the `kNeighbors` nearest rows of any class, Euclidean, without the anchor. */
export default definePartner({
  name: "nearest",
  summary: "one of the nearest rows of any class",
  config: { kNeighbors: kNeighborsSetting },
  create: ({ kNeighbors }) => ({
    candidates({ train }) {
      if (train.count <= kNeighbors) {
        throw new NotPossibleError(
          `nearest: expected more than \`kNeighbors\` = ${kNeighbors} training rows, got ${train.count}. ${lowerTo(train.count - 1)}`,
        );
      }
      return nearestCandidates(train, Int32Array.from(train.labels.keys()), kNeighbors);
    },
  }),
});
