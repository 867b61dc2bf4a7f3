import { definePartner } from "@evenkeel/core";

/** The anchor itself: rows are repeated, whatever λ. */
export default definePartner({
  name: "self",
  summary: "the anchor itself: rows are repeated",
  config: {},
  declares: () => ({ isSameClass: true }),
  leavesIdle: () => ({ coefficient: "`partner=self` mixes each row with itself, whatever the coefficient." }),
  create: () => ({
    candidates: () => ({ count: 1, at: (anchor) => anchor }),
  }),
});
