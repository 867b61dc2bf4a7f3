import { defineLabel, z } from "evenkeel";

/** The soft label, but never more certain than `most`: a row between two others is not surely of one class. */
export default defineLabel({
  name: "cautious",
  summary: "soft, but never more certain than a share",
  config: { most: z.number().min(0.5).max(1).default(0.9).describe("the largest share of a label") },
  create:
    ({ most }) =>
    ({ coefficient }) =>
      Math.min(Math.max(coefficient, 1 - most), most),
});
