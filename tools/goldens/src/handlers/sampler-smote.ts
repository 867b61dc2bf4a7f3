import { rowsOf } from "@evenkeel/testing";
import { defineHandler } from "../handler.js";
import { resample, strategyOf, syntheticResults } from "../resampling.js";

/** SMOTE's rows, their parents and steps, bit for bit those of imbalanced-learn. */
export default defineHandler({
  files: ["sampler_smote"],
  precision: "float64",
  run({ inputs: { X, y, k, seed, strategy, dtype } }) {
    const config = { kNeighbors: k, randomState: seed, samplingStrategy: strategyOf(strategy) };
    const resampled = resample("smote", config, rowsOf(X, y, { dtype: dtype ?? "float64" }));
    const pairing = resampled?.synthetic?.origin.pairing;
    return {
      ...syntheticResults(resampled, y),
      ...(pairing && { base_index: pairing.anchor, neighbor_index: pairing.partner, step: pairing.coefficient.map((share) => 1 - share) }),
    };
  },
});
