import { defineAnchor, z } from "evenkeel";

/** Say here how many synthetic rows of each class are made, and from which rows; here as many again of the rarest class. */
export default defineAnchor({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { times: z.number().positive().default(1).describe("synthetic rows for each row of the rarest class") },
  create: ({ times }) => ({
    counts: ({ classCounts }) => {
      const least = Math.min(...classCounts);
      return classCounts.map((count, label) => (label === classCounts.indexOf(least) ? Math.round(times * count) : 0));
    },
    pool: ({ positions }, label) => positions[label]!,
  }),
});
