import { definePartner, NotPossibleError } from "@evenkeel/core";
import { kNeighborsSetting, lowerTo, nearestCandidates } from "./nearest-candidates.js";
import { embedsIn, rowsIn, spaceSetting } from "../space.js";

/** One of the `kNeighbors` nearest rows of any class, Euclidean, without the anchor; in the inputs, or in the model's embedding. */
export default definePartner({
  name: "nearest",
  summary: "one of the nearest rows of any class",
  config: { kNeighbors: kNeighborsSetting, space: spaceSetting },
  declares: embedsIn,
  create: ({ kNeighbors, space }) => ({
    candidates(context) {
      const { train } = context;
      if (train.count <= kNeighbors) {
        throw new NotPossibleError(
          `nearest: expected more than \`kNeighbors\` = ${kNeighbors} training rows, got ${train.count}. ${lowerTo(train.count - 1)}`,
        );
      }
      return nearestCandidates(rowsIn(space, context), Int32Array.from(train.labels.keys()), kNeighbors);
    },
  }),
});
