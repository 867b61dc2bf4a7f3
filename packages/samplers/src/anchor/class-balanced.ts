import { defineAnchor } from "@evenkeel/core";
import { z } from "zod";

/** Every class equally often, whatever its size. */
export default defineAnchor({
  name: "class-balanced",
  summary: "rows of every class, each class equally often",
  config: { perRow: z.number().positive().default(1).describe("synthetic rows for each training row, over all classes") },
  create: ({ perRow }) => ({
    counts: ({ train, positions }) =>
      positions.map((own) => (own.length === 0 ? 0 : Math.round((perRow * train.count) / train.numClasses))),
    pool: ({ positions }, label) => positions[label]!,
  }),
});
