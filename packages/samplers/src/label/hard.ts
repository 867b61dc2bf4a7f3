import { defineLabel } from "@evenkeel/core";

/** λ_y = 1: the anchor's class, however near the partner. */
export default defineLabel({
  name: "hard",
  summary: "the anchor's class",
  config: {},
  declares: () => ({ isAnchorClass: true }),
  create: () => () => 1,
});
