import { createHash } from "node:crypto";
import { defineDataset, randomState, z } from "evenkeel";

/** Say here where the rows come from; here two clouds of points, of which one is rare. */
export default defineDataset({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: {
    rows: z.int().min(20).default(300).describe("how many"),
    rare: z.number().gt(0).max(0.5).default(0.1).describe("share of the rare class"),
  },
  create: ({ rows, rare }) => ({
    load: async () => {
      const rng = randomState(0);
      const labels = Int32Array.from({ length: rows }, (_, row) => (row < Math.max(5, Math.round(rare * rows)) ? 1 : 0));
      const values = Float64Array.from({ length: 2 * rows }, (_, i) => rng.normal() + 2 * labels[Math.floor(i / 2)]!);
      return {
        name: "my-name",
        values,
        numExamples: rows,
        featureShape: [2],
        columns: [
          { name: "x", kind: "numeric" },
          { name: "y", kind: "numeric" },
        ],
        labels,
        numClasses: 2,
        classNames: ["frequent", "rare"],
        rowIds: Int32Array.from({ length: rows }, (_, row) => row),
        // Names the content: results of other rows are other results.
        digest: createHash("sha256").update(values).update(labels).digest("hex"),
      };
    },
  }),
});
