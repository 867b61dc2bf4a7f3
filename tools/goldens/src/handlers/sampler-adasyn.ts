import { rowsOf } from "@evenkeel/testing";
import { defineHandler } from "../handler.js";
import { resample, strategyOf, syntheticResults } from "../resampling.js";

/** ADASYN's rows, bit for bit those of imbalanced-learn. */
export default defineHandler({
  files: ["sampler_adasyn"],
  precision: "float64",
  run: ({ inputs: { X, y, k, seed, strategy, dtype } }) =>
    syntheticResults(
      resample(
        "adasyn",
        { kNeighbors: k, randomState: seed, samplingStrategy: strategyOf(strategy) },
        rowsOf(X, y, { dtype: dtype ?? "float64" }),
      ),
      y,
    ),
});
