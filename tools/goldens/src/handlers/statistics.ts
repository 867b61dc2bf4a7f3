import { goldenResults } from "../statistic-results.js";
import { defineHandler } from "../handler.js";

/** Paired and resampled tests, corrections, power, distributions, effect sizes. */
export default defineHandler({
  files: ["statistics", "statistics_resampled"],
  precision: "float64",
  run: ({ inputs }) => goldenResults(inputs),
});
