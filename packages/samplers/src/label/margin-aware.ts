import { defineLabel, papers } from "@evenkeel/core";
import { z } from "zod";

/**
 * Moves the point of equal labels on the way from a to b, so that its distances to both are as n_a^(−ω) to n_b^(−ω): the
 * smaller class gets the larger margin.
 *
 *     λ° = n_b^(−ω) / (n_a^(−ω) + n_b^(−ω))
 *     λ_y = λ / (2λ°)                    for λ ≤ λ°
 *     λ_y = 1 − (1 − λ) / (2(1 − λ°))    for λ > λ°
 *
 * `omega = 0`, or classes of one size, is Mixup.
 */
export default defineLabel({
  name: "margin-aware",
  summary: "labels with a larger margin for the smaller class",
  paper: {
    ...papers.fromSmoteToMixup,
    reconstruction: "the formula is that of the authors' released code, which fails at exactly λ°; here the answer is ½ there",
  },
  config: { omega: z.number().min(0).max(10).default(0.25).describe("ω, how strongly margins differ; 0 is Mixup") },
  create:
    ({ omega }) =>
    ({ coefficient, anchorClass, partnerClass, classCounts }) => {
      const [a, b] = [classCounts[anchorClass]!, classCounts[partnerClass]!];
      // λ° and 1 − λ°, each from its own ratio: neither loses digits when the other is close to 1.
      const boundary = 1 / (1 + (b / a) ** omega);
      const rest = 1 / (1 + (a / b) ** omega);
      return 1 - coefficient < rest ? 1 - (1 - coefficient) / (2 * rest) : coefficient / (2 * boundary);
    },
});
