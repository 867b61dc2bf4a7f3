import { defineSampler } from "@evenkeel/core";

/** The training rows as they are. */
export default defineSampler({
  name: "none",
  summary: "the training rows as they are",
  config: {},
  create: () => ({ resample: ({ labels }) => ({ rows: Int32Array.from(labels.keys()) }) }),
});
