import type { ScoredFold } from "@evenkeel/core";
import { catalogs } from "@evenkeel/losses";
import { defineHandler } from "../handler.js";

interface Inputs {
  readonly score: string;
  readonly folds: readonly { readonly logits: number[][]; readonly labels: number[] }[];
}

/** The threshold is read off what it does to logits of 0. */
export default defineHandler({
  files: ["tuned_threshold"],
  precision: "float64",
  run({ inputs }) {
    const { score, folds } = inputs as unknown as Inputs;
    const component = catalogs.adjustment.get("tuned-threshold");
    const scored = folds.map(({ logits, labels }): ScoredFold => ({
      logits: Float64Array.from(logits.flat()),
      labels: Int32Array.from(labels),
    }));
    const adjustment = component.create(component.schema.parse({ name: "tuned-threshold", score }) as never);
    const logits = new Float64Array(2);
    adjustment.fitted!({ folds: scored, numClasses: 2, positive: 1 }).adjust(logits, [0.5, 0.5]);
    return { threshold: 1 / (1 + Math.exp(logits[1]!)) };
  },
});
