import { defineLabel } from "@evenkeel/core";

/** λ_y = λ: labels are mixed as the features are. */
export default defineLabel({
  name: "soft",
  summary: "labels mixed as the features are",
  paper: {
    authors: "H. Zhang, M. Cissé, Y. N. Dauphin, D. Lopez-Paz",
    title: "mixup: Beyond Empirical Risk Minimization",
    venue: "ICLR 2018",
    url: "https://arxiv.org/abs/1710.09412",
  },
  config: {},
  create:
    () =>
    ({ coefficient }) =>
      coefficient,
});
