import type { Dataset } from "@evenkeel/core";
import type { DatasetInput } from "mlflow-js-client";
import { createHash } from "node:crypto";

/** The rows that become inputs of a run. */
export interface DatasetInputsOptions {
  readonly dataset: Dataset;
  /** Positions in `dataset` by context: `training`, `meta`, `validation`, `test`. Roles without rows are left out. */
  readonly roles: Readonly<Record<string, readonly number[]>>;
  /** Training rows whose label was changed on purpose. */
  readonly mislabelled?: readonly number[];
  /** Where the data came from: a path or an address. */
  readonly uri?: string;
}

/**
 * The rows of each role as an MLflow data set, with what its page shows of one: schema, number of rows, class counts and
 * imbalance ratio. Each has a digest of its own: MLflow links a name and digest to a run once, in the first context.
 */
export function datasetInputs({ dataset, roles, mislabelled = [], uri }: DatasetInputsOptions): DatasetInput[] {
  const source =
    uri === undefined
      ? { sourceType: "code", source: JSON.stringify({ tags: { name: dataset.name, sha256: dataset.digest } }) }
      : { sourceType: "local", source: JSON.stringify({ uri }) };
  const schema = schemaOf(dataset);
  return Object.entries(roles)
    .filter(([, rows]) => rows.length > 0)
    .map(([context, rows]) => {
      const wrong = context === "training" ? mislabelled : [];
      return {
        context,
        dataset: {
          name: dataset.name,
          digest: digestOf(dataset, context, rows, wrong),
          ...source,
          schema,
          profile: JSON.stringify(profileOf(dataset, rows, wrong)),
        },
      };
    });
}

/** MLflow takes 36 characters. */
function digestOf(dataset: Dataset, context: string, rows: readonly number[], wrong: readonly number[]): string {
  return createHash("sha256")
    .update(JSON.stringify([dataset.digest, context, rows, wrong]))
    .digest("hex")
    .slice(0, 16);
}

function profileOf({ classNames, labels }: Dataset, rows: readonly number[], wrong: readonly number[]): Record<string, unknown> {
  const counts = classNames.map((_, label) => rows.filter((row) => labels[row] === label).length);
  return {
    num_rows: rows.length,
    class_counts: Object.fromEntries(classNames.map((name, label) => [name, counts[label]])),
    // A class without rows has no ratio.
    imbalance_ratio: Math.min(...counts) === 0 ? null : Math.max(...counts) / Math.min(...counts),
    ...(wrong.length === 0 ? {} : { mislabelled_rows: wrong.length }),
  };
}

/** As MLflow writes schemas: named columns for tables, one tensor otherwise. */
function schemaOf({ columns, featureShape }: Dataset): string {
  if (columns) {
    const features = columns.map(({ name, kind }) => ({ type: kind === "numeric" ? "double" : "string", name, required: true }));
    return JSON.stringify({ mlflow_colspec: [...features, { type: "string", name: "label", required: true }] });
  }
  const tensor = (dtype: string, shape: readonly number[]): string =>
    JSON.stringify([{ type: "tensor", "tensor-spec": { dtype, shape: [-1, ...shape] } }]);
  return JSON.stringify({ mlflow_tensorspec: { features: tensor("float64", featureShape), targets: tensor("int32", []) } });
}
