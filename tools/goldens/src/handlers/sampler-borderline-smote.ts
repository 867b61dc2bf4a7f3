import { rowsOf } from "@evenkeel/testing";
import { defineHandler } from "../handler.js";
import { resample, strategyOf, syntheticResults } from "../resampling.js";

/** Borderline-SMOTE's rows of both kinds, bit for bit those of imbalanced-learn. */
export default defineHandler({
  files: ["sampler_borderline_smote"],
  precision: "float64",
  run({ inputs: { X, y, k, m, kind, seed, strategy, dtype } }) {
    const config = { kind: `borderline-${kind}`, kNeighbors: k, mNeighbors: m, randomState: seed, samplingStrategy: strategyOf(strategy) };
    return syntheticResults(resample("borderline-smote", config, rowsOf(X, y, { dtype: dtype ?? "float64" })), y);
  },
});
