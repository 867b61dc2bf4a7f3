import { defineBatcher, papers } from "@evenkeel/core";
import { byClass } from "./by-class.js";

/**
 * Every class as likely as another, then a row of it: p_c = 1/C.
 *
 * @see Kang, Xie, Rohrbach, Yan, Gordo, Feng, Kalantidis, "Decoupling Representation and Classifier for Long-Tailed Recognition",
 *   ICLR 2020, §3. https://arxiv.org/abs/1910.09217
 */
export default defineBatcher({
  name: "class-balanced",
  summary: "every class as likely as another, then a row of it",
  paper: papers.decoupling,
  config: {},
  create: () => byClass((counts) => counts.map(() => 1)),
});
