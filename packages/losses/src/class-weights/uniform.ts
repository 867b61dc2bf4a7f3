import { defineClassWeights } from "@evenkeel/core";

/** Every class counts the same: w_c = 1. */
export default defineClassWeights({
  name: "uniform",
  summary: "every class counts the same",
  isNeutral: true,
  config: {},
  create: () => (classCounts) => classCounts.map(() => 1),
});
