import { defineLabel, z } from "evenkeel";

/** Say here which share of the label of a synthetic row is of the anchor's class; here as its features are mixed, within bounds. */
export default defineLabel({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { most: z.number().min(0.5).max(1).default(0.9).describe("the largest share of a label") },
  create:
    ({ most }) =>
    ({ coefficient }) =>
      Math.min(Math.max(coefficient, 1 - most), most),
});
