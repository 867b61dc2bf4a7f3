import { defineSampler } from "@evenkeel/core";

/** The training rows as they are. */
export default defineSampler({
  name: "none",
  summary: "the training rows as they are",
  isNeutral: true,
  config: {},
  leavesIdle: () => ({ "training.redrawEvery": "`sampler=none` draws nothing." }),
  create: () => ({ resample: ({ labels }) => ({ rows: Int32Array.from(labels.keys()) }) }),
});
