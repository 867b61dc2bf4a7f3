import { defineLabel, papers } from "@evenkeel/core";

/** λ_y = λ: labels are mixed as the features are. */
export default defineLabel({
  name: "soft",
  summary: "labels mixed as the features are",
  paper: papers.mixup,
  config: {},
  create:
    () =>
    ({ coefficient }) =>
      coefficient,
});
