import { defineBatcher } from "@evenkeel/core";
import { byClass } from "./by-class.js";

/**
 * Classes by the square root of their rows: p_c = √n_c / Σ √n_j.
 *
 * @see Mahajan et al., "Exploring the Limits of Weakly Supervised Pretraining", ECCV 2018. https://arxiv.org/abs/1805.00932
 */
export default defineBatcher({
  name: "square-root",
  summary: "classes by the square root of their rows",
  paper: {
    authors: "Mahajan, Girshick, Ramanathan, He, Paluri, Li, Bharambe, van der Maaten",
    title: "Exploring the Limits of Weakly Supervised Pretraining",
    venue: "ECCV 2018",
    url: "https://arxiv.org/abs/1805.00932",
  },
  config: {},
  create: () => byClass((counts) => counts.map(Math.sqrt)),
});
