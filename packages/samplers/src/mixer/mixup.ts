import { defineMixer, papers } from "@evenkeel/core";
import { z } from "zod";
import beta from "../coefficient/beta.js";
import soft from "../label/soft.js";
import { mixAtSetting, pairingMixer } from "../pairing/pairing-mixer.js";
import uniform from "../partner/uniform.js";

/**
 * Every row of a batch mixed with a random one that the sampler left or made, labels likewise.
 *
 *     x̃ = λ·x_a + (1 − λ)·x_b,  ỹ = λ·y_a + (1 − λ)·y_b,  λ ~ Beta(α, α), one for a batch
 */
export default defineMixer({
  name: "mixup",
  summary: "every row of a batch mixed with a random one that the sampler left or made, labels likewise",
  paper: {
    ...papers.mixup,
    reconstruction: "partners come from all training rows that the sampler left or made; the authors' code permutes the batch",
  },
  config: { alpha: z.number().positive().default(1).describe("α of the Beta law of λ; 1 is uniform"), at: mixAtSetting },
  create: ({ at, alpha }) =>
    pairingMixer({ partner: uniform.create({}), coefficient: beta.create({ alpha, per: "batch" }), label: soft.create({}) }, at),
});
