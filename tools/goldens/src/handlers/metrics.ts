import { goldenResults } from "../metric-results.js";
import { defineHandler } from "../handler.js";

/** Ranking, label and probability metrics. */
export default defineHandler({
  files: Object.keys(goldenResults),
  precision: "float64",
  run: ({ inputs }, { name }) => goldenResults[name as keyof typeof goldenResults](inputs),
});
