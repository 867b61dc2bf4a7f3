import { defineMixer, papers } from "@evenkeel/core";
import { z } from "zod";
import beta from "../coefficient/beta.js";
import remix from "../label/remix.js";
import { mixAtSetting, pairingMixer } from "../pairing/pairing-mixer.js";
import uniform from "../partner/uniform.js";

/** Mixup whose label may go to the smaller class as a whole. */
export default defineMixer({
  name: "remix",
  summary: "Mixup whose label may go to a much smaller class as a whole",
  paper: { ...papers.remix, reconstruction: "partners come from all training rows that the sampler left or made, not from the batch" },
  config: {
    alpha: z.number().positive().default(1).describe("α of the Beta law of λ; 1 is uniform"),
    at: mixAtSetting,
    kappa: remix.schema.shape.kappa,
    tau: remix.schema.shape.tau,
  },
  create: ({ at, alpha, kappa, tau }) =>
    pairingMixer(
      { partner: uniform.create({}), coefficient: beta.create({ alpha, per: "batch" }), label: remix.create({ kappa, tau }) },
      at,
    ),
});
