import { defineMixer } from "@evenkeel/core";

/** Batches as they are. */
export default defineMixer({
  name: "none",
  summary: "batches as they are",
  isNeutral: true,
  config: {},
  create: () => ({ pair: () => null }),
});
