import { z } from "zod";

/** The settings of what selects by a score. */
export const watching = {
  score: z
    .string()
    .min(1)
    .default("loss")
    .describe("score that decides: `loss`, or one of the metrics of the run, e.g. `average_precision`"),
  patience: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe("evaluations without a better score after which training ends; null trains to the end"),
};
