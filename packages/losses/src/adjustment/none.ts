import { defineAdjustment } from "@evenkeel/core";

/** Logits are scored as they are. */
export default defineAdjustment({
  name: "none",
  summary: "logits are scored as they are",
  isNeutral: true,
  config: {},
  create: () => ({ adjust: () => {}, priors: (classPriors) => classPriors }),
});
