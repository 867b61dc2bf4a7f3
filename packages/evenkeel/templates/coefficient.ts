import { defineCoefficient, z } from "evenkeel";

/** Say here the law of λ, the anchor's share in the features; here uniform from a least share to 1. */
export default defineCoefficient({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { least: z.number().min(0).max(1).default(0.5).describe("the least share of the anchor") },
  create: ({ least }) => ({ per: "example", draw: (rng) => least + (1 - least) * rng.double() }),
});
