import { definePartner } from "@evenkeel/core";

/** Any training row, the anchor among them. */
export default definePartner({
  name: "uniform",
  summary: "any training row",
  config: {},
  create: () => ({
    candidates: ({ train }) => ({ count: train.count, at: (_, index) => index }),
  }),
});
