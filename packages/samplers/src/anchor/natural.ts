import { defineAnchor } from "@evenkeel/core";
import { z } from "zod";

/** Every class in proportion to its training rows. */
export default defineAnchor({
  name: "natural",
  summary: "rows of every class in proportion to its size",
  config: { perRow: z.number().positive().default(1).describe("synthetic rows for each training row") },
  create: ({ perRow }) => ({
    counts: ({ positions }) => positions.map((own) => Math.round(perRow * own.length)),
    pool: ({ positions }, label) => positions[label]!,
  }),
});
