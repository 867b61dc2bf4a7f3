import { defineAugmenter } from "@evenkeel/core";

export default defineAugmenter({
  name: "none",
  summary: "batches stay as they are",
  isNeutral: true,
  config: {},
  create: () => ({}),
});
