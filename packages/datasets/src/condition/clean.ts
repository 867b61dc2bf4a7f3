import { defineCondition } from "@evenkeel/core";

export default defineCondition({
  name: "clean",
  summary: "rows as they are",
  isNeutral: true,
  config: {},
  create: () => ({
    description: "labels as they are in the data set",
    apply: ({ split, labels }) => ({ split, labels }),
  }),
});
