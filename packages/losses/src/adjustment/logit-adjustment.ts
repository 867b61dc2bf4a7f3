import { defineAdjustment } from "@evenkeel/core";
import { z } from "zod";

/**
 * Takes the class shares of training out of the logits, after training.
 *
 *     z_c ← z_c − τ·log π_c
 *
 * With τ = 1 the adjusted softmax is calibrated to equal class shares, for τ between 0 and 1 to shares ∝ π^(1−τ). It changes
 * the decision, never the ranking of examples by the logit difference of two classes.
 *
 * @see Menon et al., "Long-tail Learning via Logit Adjustment", ICLR 2021, §4.1, eq. 9. https://arxiv.org/abs/2007.07314
 */
export default defineAdjustment({
  name: "logit-adjustment",
  summary: "takes the class shares of training out of the logits, after training",
  paper: {
    authors: "Menon, Jayasumana, Rawat, Jain, Veit, Kumar",
    title: "Long-tail Learning via Logit Adjustment",
    venue: "ICLR 2021",
    url: "https://arxiv.org/abs/2007.07314",
  },
  config: {
    tau: z.number().min(0).default(1).describe("τ, how much of the prior is taken out; 1 aims at balanced error"),
  },
  create: ({ tau }) => ({
    adjust(logits, classPriors) {
      const shifts = classPriors.map((share) => tau * Math.log(share));
      for (let i = 0; i < logits.length; i++) logits[i] = logits[i]! - shifts[i % shifts.length]!;
    },
    priors(classPriors) {
      const powers = classPriors.map((share) => share ** (1 - tau));
      const total = powers.reduce((sum, power) => sum + power, 0);
      return powers.map((power) => power / total);
    },
  }),
});
