import { rowsOf } from "@evenkeel/testing";
import { defineHandler } from "../handler.js";
import { resample, strategyOf } from "../resampling.js";

/** The rows that random over- and under-sampling keep and repeat. */
export default defineHandler({
  files: ["sampler_random"],
  precision: "float64",
  run({ name, inputs: { X, y, seed, strategy, replacement, shrinkage } }) {
    const isOver = name.startsWith("over");
    if (shrinkage !== undefined) return null;
    const config = { randomState: seed, samplingStrategy: strategyOf(strategy), ...(!isOver && { withReplacement: replacement }) };
    const rows = (X ?? y.map((_: number, row: number) => [row])) as number[][];
    const resampled = resample(isOver ? "random-over-sampler" : "random-under-sampler", config, rowsOf(rows, y));
    if (!resampled) return null;
    const sampleIndices = [...resampled.rows, ...(resampled.synthetic?.origin.parents.ids ?? [])];
    return { sample_indices: sampleIndices, y: sampleIndices.map((row) => y[row]!) };
  },
});
