import { defineSchedule } from "@evenkeel/core";
import { z } from "zod";

/** factor = gamma^⌊epoch / every⌋. */
export default defineSchedule({
  name: "step",
  summary: "the same factor every so many epochs",
  config: {
    every: z.int().positive().default(30).describe("epochs from one factor to the next"),
    gamma: z.number().positive().max(1).default(0.1).describe("the factor"),
  },
  create:
    ({ every, gamma }) =>
    ({ epoch }) =>
      gamma ** Math.floor(epoch / every),
});
