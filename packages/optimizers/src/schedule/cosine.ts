import { defineSchedule } from "@evenkeel/core";
import { z } from "zod";

/**
 * Half a cosine from 1 down to `last`.
 *
 *     factor = last + (1 − last) · (1 + cos(π · epoch / epochs)) / 2
 *
 * @see Loshchilov, Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017, eq. 5, without restarts.
 *   https://arxiv.org/abs/1608.03983
 */
export default defineSchedule({
  name: "cosine",
  summary: "half a cosine from the learning rate down to a share of it",
  paper: {
    authors: "Loshchilov, Hutter",
    title: "SGDR: Stochastic Gradient Descent with Warm Restarts",
    venue: "ICLR 2017",
    url: "https://arxiv.org/abs/1608.03983",
  },
  config: {
    epochs: z.int().positive().nullable().default(null).describe("epochs of the way down; null is those of the run"),
    last: z.number().min(0).max(1).default(0).describe("factor at its end"),
  },
  create:
    ({ epochs, last }) =>
    ({ epoch, epochs: ofRun }) =>
      last + ((1 - last) * (1 + Math.cos((Math.PI * Math.min(epoch, epochs ?? ofRun)) / (epochs ?? ofRun)))) / 2,
});
