import { defineCoefficient } from "@evenkeel/core";
import { z } from "zod";

/** Always the same λ; nothing is drawn. */
export default defineCoefficient({
  name: "fixed",
  summary: "always the same λ",
  config: { value: z.number().min(0).max(1).default(0.5).describe("λ, the weight of the anchor") },
  create: ({ value }) => ({ per: "batch", draw: () => value }),
});
