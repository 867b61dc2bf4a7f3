import { defineLabel, papers } from "@evenkeel/core";
import { z } from "zod";

/**
 * The smaller class takes the whole label if the other is κ times as large and the larger class has less than τ of the mix.
 *
 *     λ_y = 0   if n_a/n_b ≥ κ and λ < τ
 *     λ_y = 1   if n_a/n_b ≤ 1/κ and 1 − λ < τ
 *     λ_y = λ   otherwise
 */
export default defineLabel({
  name: "remix",
  summary: "the whole label for a much smaller class, unless little of it is in the mix",
  paper: papers.remix,
  config: {
    kappa: z.number().min(1).default(3).describe("κ, how many times as large the other class must be"),
    tau: z.number().min(0).max(1).default(0.5).describe("τ, the share below which the larger class loses its label"),
  },
  create:
    ({ kappa, tau }) =>
    ({ coefficient, anchorClass, partnerClass, classCounts }) => {
      const ratio = classCounts[anchorClass]! / classCounts[partnerClass]!;
      if (ratio >= kappa && coefficient < tau) return 0;
      if (ratio <= 1 / kappa && 1 - coefficient < tau) return 1;
      return coefficient;
    },
});
