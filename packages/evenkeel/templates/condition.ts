import { defineCondition, z } from "evenkeel";

/** Say here what is done to a trial before any method sees it; here training has fewer rows of every class. */
export default defineCondition({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { share: z.number().gt(0).lt(1).default(0.5).describe("share of the training rows that is left") },
  create: ({ share }) => ({
    description: `${100 * share} % of the training rows`,
    apply({ split, trial, labels }, stream) {
      const order = stream("my-name", trial).permutation(split.train.length);
      const left = new Set(Array.from(order.subarray(0, Math.max(1, Math.round(share * split.train.length)))));
      return { split: { ...split, train: split.train.filter((_, place) => left.has(place)) }, labels };
    },
  }),
});
