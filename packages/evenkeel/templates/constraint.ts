import { defineConstraint, scale, sigmoid, z } from "evenkeel";

/** Say here how free parameters become weights; here w = most·sigmoid(m), so that no row counts more than `most`. */
export default defineConstraint({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { most: z.number().gt(1).default(4).describe("the largest weight") },
  declares: () => ({ meanIsOne: false }),
  create: ({ most }) => ({
    // Where every row weighs 1.
    start: -Math.log(most - 1),
    facts: () => ({}),
    apply: (free) => scale(most, sigmoid(free)),
  }),
});
