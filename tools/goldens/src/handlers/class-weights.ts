import { catalogs } from "@evenkeel/losses";
import { defineHandler } from "../handler.js";

/** Class weights from training counts. */
export default defineHandler({
  files: ["class_weights"],
  precision: "float64",
  run({ inputs }) {
    if (inputs.kind === "inverse") {
      const sklearn = catalogs.classWeights.get("inverse-frequency").create({})(inputs.counts, 0);
      const total = sklearn.reduce((sum, weight) => sum + weight, 0);
      return { sklearn_balanced: sklearn, weights: sklearn.map((weight) => (weight * sklearn.length) / total) };
    }
    if (inputs.kind !== "class_balanced" || !catalogs.classWeights.names.includes("class-balanced")) return null;
    return { weights: catalogs.classWeights.get("class-balanced").create({ beta: inputs.beta })(inputs.counts, 0) };
  },
});
