import { defineHandler } from "../handler.js";
import { datasetOf, resample, strategyOf } from "../resampling.js";

/** SMOTE's rows, their parents and steps, bit for bit those of imbalanced-learn. */
export default defineHandler({
  files: ["sampler_smote"],
  precision: "float64",
  run({ inputs: { X, y, k, seed, strategy, dtype } }) {
    const config = { kNeighbors: k, randomState: seed, samplingStrategy: strategyOf(strategy) };
    const synthetic = resample("smote", config, datasetOf(X, y, dtype))?.synthetic;
    const classes = Math.max(...y) + 1;
    return {
      X_new: synthetic?.values ?? [],
      y_new: Array.from({ length: synthetic?.count ?? 0 }, (_, row) => synthetic!.targets.subarray(row * classes, (row + 1) * classes).indexOf(1)),
      ...(synthetic?.pairing && {
        base_index: synthetic.pairing.anchor,
        neighbor_index: synthetic.pairing.partner,
        step: synthetic.pairing.coefficient.map((share) => 1 - share),
      }),
    };
  },
});
