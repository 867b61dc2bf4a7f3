import { defineMixer, papers } from "@evenkeel/core";
import { z } from "zod";
import beta from "../coefficient/beta.js";
import marginAware from "../label/margin-aware.js";
import { mixAtSetting, pairingMixer } from "../pairing/pairing-mixer.js";
import uniform from "../partner/uniform.js";

/** Margin-aware Mixup: Mixup whose labels leave the smaller class the larger margin. */
export default defineMixer({
  name: "mamix",
  summary: "margin-aware Mixup: labels leave the smaller class the larger margin",
  paper: {
    ...papers.fromSmoteToMixup,
    reconstruction:
      "after the authors' released code; partners come from all training rows that the sampler left or made, there from the batch",
  },
  config: {
    alpha: z.number().positive().default(1).describe("α of the Beta law of λ; 1 is uniform"),
    at: mixAtSetting,
    omega: marginAware.schema.shape.omega,
  },
  create: ({ at, alpha, omega }) =>
    pairingMixer(
      { partner: uniform.create({}), coefficient: beta.create({ alpha, per: "batch" }), label: marginAware.create({ omega }) },
      at,
    ),
});
