import { defineSchedule } from "@evenkeel/core";
import { z } from "zod";

/** factor = gamma^epoch. */
export default defineSchedule({
  name: "exponential",
  summary: "the same factor after each epoch",
  config: { gamma: z.number().positive().max(1).default(0.95).describe("factor of each epoch") },
  create:
    ({ gamma }) =>
    ({ epoch }) =>
      gamma ** epoch,
});
