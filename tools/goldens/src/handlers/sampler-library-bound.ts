import { rowsOf } from "@evenkeel/testing";
import { defineHandler } from "../handler.js";
import { resample, syntheticResults } from "../resampling.js";

/** KMeansSMOTE with one cluster, which is SMOTE; the other methods of the file have no component. */
export default defineHandler({
  files: ["sampler_library_bound"],
  precision: "float64",
  run({ inputs: { X, y, k, seed, clusters, dtype }, expected }) {
    if (clusters !== 1 || expected["equals_plain_smote"] !== true) return null;
    return syntheticResults(resample("smote", { kNeighbors: k, randomState: seed }, rowsOf(X, y, { dtype: dtype ?? "float64" })), y);
  },
});
