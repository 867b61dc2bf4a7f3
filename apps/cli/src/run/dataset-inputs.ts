import { createHash } from "node:crypto";
import type { DatasetInput } from "mlflow-js-client";
import type { OpenedRun } from "./open-run.js";

/** The rows of each role as MLflow data sets: each has a digest of its own, since MLflow links a name and digest once. */
export function datasetInputs({ dataset, split, config }: OpenedRun): DatasetInput[] {
  const roles = { training: split.train, meta: split.meta, validation: split.validation ?? [], test: split.test };
  return Object.entries(roles)
    .filter(([, rows]) => rows.length > 0)
    .map(([context, rows]) => {
      const planted = context === "training" && config.condition === "planted" ? split.planted : undefined;
      const counts = new Array<number>(dataset.numClasses).fill(0);
      for (const row of rows) counts[dataset.labels[row]!]!++;
      return {
        dataset: {
          name: `${dataset.name}/${context}`,
          digest: createHash("sha256").update(dataset.digest).update(JSON.stringify([rows, planted])).digest("hex").slice(0, 16),
          sourceType: "local",
          source: JSON.stringify({ name: dataset.name, sha256: dataset.digest }),
          profile: JSON.stringify({
            num_rows: rows.length,
            ...Object.fromEntries(dataset.classNames.map((name, label) => [`class ${name}`, counts[label]])),
            imbalance_ratio: Math.max(...counts) / Math.max(1, Math.min(...counts)),
            ...(planted && { planted_rows: planted.length }),
          }),
        },
        context,
      };
    });
}
