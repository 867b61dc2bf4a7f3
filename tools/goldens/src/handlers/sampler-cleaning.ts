import { rowsOf } from "@evenkeel/testing";
import { defineHandler } from "../handler.js";
import { resample, strategyOf } from "../resampling.js";

/** The rows that Tomek links and edited nearest neighbours keep. */
export default defineHandler({
  files: ["sampler_cleaning"],
  precision: "float64",
  run({ inputs: { data, method, k, kind, strategy }, expected }, file) {
    const { X, y } = (file["data"] as { X: number[][]; y: number[] }[])[data]!;
    const kept = new Set(expected["y"] as number[]);
    if (y.some((label) => !kept.has(label))) return "the library drops a whole class here, which is refused";
    const samplingStrategy = strategyOf(strategy);
    const train = rowsOf(X, y);
    const resampled =
      method === "tomek"
        ? resample("tomek-links", { samplingStrategy }, train)
        : method === "enn"
          ? resample("edited-nearest-neighbours", { kNeighbors: k, kind, samplingStrategy }, train)
          : null;
    return resampled && { sample_indices: resampled.rows, y: Array.from(resampled.rows, (row) => y[row]!) };
  },
});
