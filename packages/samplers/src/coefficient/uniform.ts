import { defineCoefficient } from "@evenkeel/core";
import { z } from "zod";

/** λ uniform in (0, 1]: one minus the step from anchor to partner, which is the number that SMOTE draws. */
export default defineCoefficient({
  name: "uniform",
  summary: "λ uniform between anchor and partner",
  config: { per: z.enum(["example", "batch"]).default("example").describe("one draw for each example, or one for a batch") },
  create: ({ per }) => ({ per, draw: (rng) => 1 - rng.double() }),
});
