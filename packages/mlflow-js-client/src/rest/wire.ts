import type {
  Dataset,
  DatasetInput,
  Experiment,
  LifecycleStage,
  LoggedModel,
  LoggedModelStatus,
  Metric,
  Run,
  RunInfo,
  RunStatus,
  Tags,
} from "../entities.js";

/** An object of MLflow's JSON. Empty lists and unset fields are left out of it. */
export type Wire = Readonly<Record<string, unknown>>;

export const wire = (value: unknown): Wire => (typeof value === "object" && value !== null ? (value as Wire) : {});
export const list = (value: unknown): readonly Wire[] => (Array.isArray(value) ? value.map(wire) : []);
export const text = (value: unknown): string => (value == null ? "" : String(value));
const optional = (value: unknown): string | null => (value == null || value === "" ? null : String(value));
/** 64-bit fields are numbers, or texts on some servers. */
const integer = (value: unknown): number => Number(value ?? 0);
const stage = (value: unknown): LifecycleStage => (value === "deleted" ? "deleted" : "active");

export const toPairs = (record: Readonly<Record<string, string>>): { key: string; value: string }[] =>
  Object.entries(record).map(([key, value]) => ({ key, value }));
export const fromPairs = (value: unknown): Record<string, string> =>
  Object.fromEntries(list(value).map((pair) => [text(pair["key"]), text(pair["value"])]));

/** Databases store infinities as the largest numbers. */
function toValue(value: unknown): number {
  if (value === undefined) return 0;
  const number = Number(value);
  return Math.abs(number) === Number.MAX_VALUE ? Math.sign(number) * Infinity : number;
}

/** JSON has no word for these, and MLflow takes their names; a bare NaN would be stored as 0. */
export const fromValue = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

export const toMetric = (metric: Wire): Metric => ({
  key: text(metric["key"]),
  value: toValue(metric["value"]),
  timestamp: integer(metric["timestamp"]),
  step: integer(metric["step"]),
});

export const fromMetric = ({ key, value, timestamp, step, modelId }: Metric & { readonly modelId?: string }): Wire => ({
  key,
  value: fromValue(value),
  timestamp,
  step,
  ...(modelId === undefined ? {} : { model_id: modelId }),
});

export const toExperiment = (experiment: Wire): Experiment => ({
  experimentId: text(experiment["experiment_id"]),
  name: text(experiment["name"]),
  artifactLocation: text(experiment["artifact_location"]),
  lifecycleStage: stage(experiment["lifecycle_stage"]),
  creationTime: integer(experiment["creation_time"]),
  lastUpdateTime: integer(experiment["last_update_time"]),
  tags: fromPairs(experiment["tags"]),
});

export const toRunInfo = (info: Wire): RunInfo => ({
  runId: text(info["run_id"] ?? info["run_uuid"]),
  experimentId: text(info["experiment_id"]),
  runName: text(info["run_name"]),
  userId: text(info["user_id"]),
  status: text(info["status"]) as RunStatus,
  startTime: integer(info["start_time"]),
  endTime: info["end_time"] == null ? null : integer(info["end_time"]),
  artifactUri: text(info["artifact_uri"]),
  lifecycleStage: stage(info["lifecycle_stage"]),
});

export function toRun(run: Wire): Run {
  const data = wire(run["data"]);
  const inputs = wire(run["inputs"]);
  return {
    info: toRunInfo(wire(run["info"])),
    data: {
      metrics: list(data["metrics"])
        .map(toMetric)
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
      params: fromPairs(data["params"]),
      tags: fromPairs(data["tags"]),
    },
    datasets: list(inputs["dataset_inputs"]).map(toDatasetInput),
    modelInputs: list(inputs["model_inputs"]).map((model) => text(model["model_id"])),
    modelOutputs: list(wire(run["outputs"])["model_outputs"]).map((model) => ({
      modelId: text(model["model_id"]),
      step: integer(model["step"]),
    })),
  };
}

function toDatasetInput(input: Wire): DatasetInput {
  const dataset = wire(input["dataset"]);
  const context = fromPairs(input["tags"])["mlflow.data.context"];
  const [schema, profile] = [optional(dataset["schema"]), optional(dataset["profile"])];
  const known: Dataset = {
    name: text(dataset["name"]),
    digest: text(dataset["digest"]),
    sourceType: text(dataset["source_type"]),
    source: text(dataset["source"]),
    ...(schema === null ? {} : { schema }),
    ...(profile === null ? {} : { profile }),
  };
  return context === undefined ? { dataset: known } : { dataset: known, context };
}

export const fromDatasetInput = ({ dataset, context }: DatasetInput): Wire => ({
  dataset: {
    name: dataset.name,
    digest: dataset.digest,
    source_type: dataset.sourceType,
    source: dataset.source,
    schema: dataset.schema,
    profile: dataset.profile,
  },
  tags: context === undefined ? [] : [{ key: "mlflow.data.context", value: context }],
});

const modelStatuses: Readonly<Record<string, LoggedModelStatus>> = { LOGGED_MODEL_READY: "READY", LOGGED_MODEL_UPLOAD_FAILED: "FAILED" };

export function toLoggedModel(model: Wire): LoggedModel {
  const info = wire(model["info"]);
  const data = wire(model["data"]);
  return {
    modelId: text(info["model_id"]),
    experimentId: text(info["experiment_id"]),
    name: text(info["name"]),
    sourceRunId: optional(info["source_run_id"]),
    modelType: optional(info["model_type"]),
    status: modelStatuses[text(info["status"])] ?? "PENDING",
    artifactUri: text(info["artifact_uri"]),
    creationTime: integer(info["creation_timestamp_ms"]),
    lastUpdateTime: integer(info["last_updated_timestamp_ms"]),
    params: fromPairs(data["params"]),
    tags: fromPairs(info["tags"]) as Tags,
    metrics: list(data["metrics"])
      .map(toMetric)
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
}
