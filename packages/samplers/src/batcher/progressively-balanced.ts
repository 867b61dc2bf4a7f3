import { defineBatcher, papers } from "@evenkeel/core";
import { byClass } from "./by-class.js";

/**
 * From the rows as they are to every class as likely as another, over the whole training.
 *
 *     p_c = (1 − t) · n_c / N + t / C,   t = share of the training that is over
 *
 * @see Kang et al., "Decoupling Representation and Classifier for Long-Tailed Recognition", ICLR 2020, §3, where t moves by epochs.
 *   https://arxiv.org/abs/1910.09217
 */
export default defineBatcher({
  name: "progressively-balanced",
  summary: "from the rows as they are to balanced classes, over the whole training",
  paper: papers.decoupling,
  config: {},
  create: () =>
    byClass((counts, { progress }) => {
      const total = counts.reduce((sum, count) => sum + count, 0);
      return counts.map((count) => ((1 - progress) * count) / total + progress / counts.length);
    }),
});
