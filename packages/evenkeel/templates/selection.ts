import { defineSelection, z } from "evenkeel";

/** Say here which state of the model is tested; here that with the best Brier score on validation rows, given up after some time. */
export default defineSelection({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { patience: z.int().positive().default(5).describe("evaluations without a better score after which training ends") },
  // Known before there are data: whoever looks at test rows is marked in every table.
  declares: () => ({ reads: "validation" }),
  create: ({ patience }) => ({ watched: { set: "validation", score: "brier", patience } }),
});
