import { definePartner } from "@evenkeel/core";

/** The anchor itself: rows are repeated, whatever λ. */
export default definePartner({
  name: "self",
  summary: "the anchor itself: rows are repeated",
  config: {},
  create: () => ({
    isSameClass: true,
    candidates: () => ({ count: 1, at: (anchor) => anchor }),
  }),
});
