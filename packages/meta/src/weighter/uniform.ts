import { defineWeighter } from "@evenkeel/core";

/** Every example counts the same: wᵢ = 1. */
export default defineWeighter({
  name: "uniform",
  summary: "every example counts the same",
  isNeutral: true,
  config: {},
  create: () => ({ use: "old", init: () => ({}) }),
});
