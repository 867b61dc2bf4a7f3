import { defineCondition } from "@evenkeel/core";
import { z } from "zod";
import { labelsById } from "../split/check-split.js";

/**
 * A share of the training rows carries the label of another class, each other class as likely as another (symmetric noise).
 *
 * ⌊share · N + ½⌋ of the N training rows are drawn without replacement, whatever their class (stream `noise/<trial>`), so that of few
 * minority rows few change, and many majority rows join them. Meta, validation and test rows stay as they are.
 *
 * @see Natarajan, Dhillon, Ravikumar, Tewari, "Learning with Noisy Labels", NeurIPS 2013, §2, with one rate for all classes.
 */
export default defineCondition({
  name: "label-noise",
  summary: "a share of the training rows carries the label of another class",
  paper: {
    authors: "Natarajan, Dhillon, Ravikumar, Tewari",
    title: "Learning with Noisy Labels",
    venue: "NeurIPS 2013",
  },
  config: { share: z.number().gt(0).lt(1).default(0.1).describe("share of the training rows whose label changes") },
  create: ({ share }) => ({
    description: `${Number((100 * share).toPrecision(3))} % of the train rows carry the label of another class; meta, validation and test rows stay clean, and methods that do not set them apart train on clean meta and validation rows too`,
    apply({ dataset, split, trial, labels }, stream) {
      const rng = stream("noise", trial);
      const trueLabels = labelsById(dataset);
      const changed = new Map(labels);
      for (const place of rng.permutation(split.train.length).subarray(0, Math.round(share * split.train.length))) {
        const id = split.train[place]!;
        const now = labels.get(id) ?? trueLabels.get(id)!;
        const other = rng.integer(dataset.numClasses - 1);
        changed.set(id, other < now ? other : other + 1);
      }
      // What has come back to its true label is no longer wrong.
      return { split, labels: new Map([...changed].filter(([id, label]) => label !== trueLabels.get(id))) };
    },
  }),
});
