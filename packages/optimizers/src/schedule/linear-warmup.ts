import { defineSchedule } from "@evenkeel/core";
import { z } from "zod";

/** A straight way up from `first` to 1 over so many epochs, then 1. */
export default defineSchedule({
  name: "linear-warmup",
  summary: "a straight way up over the first epochs",
  config: {
    epochs: z.int().positive().default(5).describe("epochs of the way up"),
    first: z.number().positive().max(1).default(0.1).describe("factor at its beginning"),
  },
  create:
    ({ epochs, first }) =>
    ({ epoch }) =>
      first + ((1 - first) * Math.min(epoch, epochs)) / epochs,
});
