import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { statuses } from "../checks.js";
import type {
  Dataset,
  DatasetInput,
  Experiment,
  LifecycleStage,
  LoggedModel,
  LoggedModelStatus,
  ModelOutput,
  RunInfo,
  Tags,
} from "../entities.js";
import { MlflowError } from "../mlflow-error.js";
import { hasCode, readIfThere, replaceFile, temporaryName } from "./atomic.js";
import { formatYaml, parseYaml, type YamlMap } from "./yaml.js";

const metaName = "meta.yaml";
/** What we wrote last, beside it: MLflow does not look at it, and a damaged `meta.yaml` is written again from it. */
const copyName = "meta.copy.yaml";

/**
 * Null where there is none: a folder that was never finished, or something else. A damaged one is read from its copy.
 *
 * @throws MlflowError INVALID_STATE if both are damaged.
 */
export function readMeta(folder: string): YamlMap | null {
  const text = readIfThere(join(folder, metaName));
  if (text === null) return null;
  const meta = parsed(text) ?? parsed(readIfThere(join(folder, copyName)));
  if (meta === null)
    throw new MlflowError(
      "INVALID_STATE",
      `${join(folder, metaName)}: expected MLflow's metadata, got a damaged file. Restore it or move its folder away.`,
    );
  return meta;
}

/** Null for what is damaged: listing goes on with the rest, and `repair` names it. */
export function readMetaIfGood(folder: string): YamlMap | null {
  try {
    return readMeta(folder);
  } catch (error) {
    if (error instanceof MlflowError) return null;
    throw error;
  }
}

/** Null for a text that is none or holds nothing. */
function parsed(text: string | null): YamlMap | null {
  try {
    const meta = parseYaml(text ?? "");
    return Object.keys(meta).length === 0 ? null : meta;
  } catch {
    return null;
  }
}

export function writeMeta(folder: string, meta: YamlMap): void {
  const text = formatYaml(meta);
  replaceFile(join(folder, metaName), text, folder, true);
  replaceFile(join(folder, copyName), text, folder);
}

/** Whether this package wrote the metadata. */
export const hasCopy = (folder: string): boolean => existsSync(join(folder, copyName));

/** Writes a lost, empty or cut `meta.yaml` again from its copy. What was done or is to be done, in a sentence, or null. */
export function mendMeta(folder: string): string | null {
  const path = join(folder, metaName);
  const [text, copy] = [readIfThere(path), readIfThere(join(folder, copyName))];
  const isWhole = text !== null && parsed(text) !== null && !(copy !== null && text.length < copy.length && copy.startsWith(text));
  if (isWhole || (text === null && copy === null)) return null;
  if (parsed(copy) === null) return `${path}: damaged, and there is no copy. Restore it or move its folder away.`;
  replaceFile(path, copy!, folder, true);
  return `${path}: it was ${text === null ? "gone" : text === "" ? "empty" : "cut off"}, and was written again from its copy.`;
}

/** Makes a folder together with its metadata, unless it is there: alone, it would break MLflow's search. */
export function addMetaFolder(folder: string, meta: YamlMap, workFolder: string): void {
  const temporary = join(workFolder, temporaryName());
  mkdirSync(temporary);
  writeMeta(temporary, meta);
  mkdirSync(dirname(folder), { recursive: true });
  try {
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (!hasCode(error, "ENOTEMPTY", "EEXIST", "EPERM")) throw error;
  }
}

export { metaName };

const text = (meta: YamlMap, key: string): string => (meta[key] == null ? "" : String(meta[key]));
const optional = (meta: YamlMap, key: string): string | null => (meta[key] == null ? null : String(meta[key]));
const time = (meta: YamlMap, key: string): number => Number(meta[key] ?? 0);
const stage = (meta: YamlMap): LifecycleStage => (meta["lifecycle_stage"] === "deleted" ? "deleted" : "active");

export function experimentMeta(experiment: Experiment): YamlMap {
  return {
    artifact_location: experiment.artifactLocation,
    creation_time: experiment.creationTime,
    experiment_id: experiment.experimentId,
    last_update_time: experiment.lastUpdateTime,
    lifecycle_stage: experiment.lifecycleStage,
    name: experiment.name,
  };
}

export function toExperiment(meta: YamlMap, tags: Tags): Experiment {
  return {
    experimentId: text(meta, "experiment_id"),
    name: text(meta, "name"),
    artifactLocation: text(meta, "artifact_location"),
    lifecycleStage: stage(meta),
    creationTime: time(meta, "creation_time"),
    lastUpdateTime: time(meta, "last_update_time"),
    tags,
  };
}

export function runMeta(info: RunInfo, deletedTime: number | null): YamlMap {
  return {
    artifact_uri: info.artifactUri,
    deleted_time: deletedTime,
    end_time: info.endTime,
    entry_point_name: "",
    experiment_id: info.experimentId,
    lifecycle_stage: info.lifecycleStage,
    run_id: info.runId,
    run_name: info.runName,
    run_uuid: info.runId,
    source_name: "",
    // LOCAL in MLflow's enumeration.
    source_type: 4,
    source_version: "",
    start_time: info.startTime,
    status: statuses.indexOf(info.status) + 1,
    tags: [],
    user_id: info.userId,
  };
}

export function toRunInfo(meta: YamlMap): RunInfo {
  return {
    runId: text(meta, "run_id") || text(meta, "run_uuid"),
    experimentId: text(meta, "experiment_id"),
    runName: text(meta, "run_name"),
    userId: text(meta, "user_id"),
    status: statuses[Number(meta["status"] ?? 1) - 1] ?? "RUNNING",
    startTime: time(meta, "start_time"),
    endTime: meta["end_time"] == null ? null : time(meta, "end_time"),
    artifactUri: text(meta, "artifact_uri"),
    lifecycleStage: stage(meta),
  };
}

export function datasetMeta(dataset: Dataset): YamlMap {
  return {
    digest: dataset.digest,
    name: dataset.name,
    profile: dataset.profile ?? null,
    schema: dataset.schema ?? null,
    source: dataset.source,
    source_type: dataset.sourceType,
  };
}

export function toDataset(meta: YamlMap): Dataset {
  const [schema, profile] = [optional(meta, "schema"), optional(meta, "profile")];
  return {
    name: text(meta, "name"),
    digest: text(meta, "digest"),
    sourceType: text(meta, "source_type"),
    source: text(meta, "source"),
    ...(schema === null ? {} : { schema }),
    ...(profile === null ? {} : { profile }),
  };
}

export function inputMeta(sourceType: "DATASET" | "MODEL", sourceId: string, context?: string): YamlMap {
  return {
    destination_id: sourceId,
    destination_type: "RUN",
    source_id: sourceId,
    source_type: sourceType,
    tags: context === undefined ? {} : { "mlflow.data.context": context },
  };
}

export function toDatasetInput(input: YamlMap, dataset: Dataset): DatasetInput {
  const tags = input["tags"];
  const context =
    tags !== null && typeof tags === "object" && !Array.isArray(tags)
      ? (tags as Readonly<Record<string, unknown>>)["mlflow.data.context"]
      : undefined;
  return context == null ? { dataset } : { dataset, context: String(context) };
}

export function outputMeta({ modelId, step }: ModelOutput): YamlMap {
  return { destination_id: modelId, destination_type: "MODEL_OUTPUT", source_id: modelId, source_type: "RUN_OUTPUT", step, tags: {} };
}

const modelStatuses: readonly LoggedModelStatus[] = ["PENDING", "READY", "FAILED"];

export function modelMeta(model: Omit<LoggedModel, "metrics">): YamlMap {
  return {
    artifact_location: model.artifactUri,
    creation_timestamp: model.creationTime,
    experiment_id: model.experimentId,
    last_updated_timestamp: model.lastUpdateTime,
    lifecycle_stage: "active",
    model_id: model.modelId,
    model_type: model.modelType,
    name: model.name,
    source_run_id: model.sourceRunId,
    status: modelStatuses.indexOf(model.status) + 1,
    status_message: null,
  };
}

export function toModel(meta: YamlMap, rest: Pick<LoggedModel, "params" | "tags" | "metrics">): LoggedModel {
  return {
    modelId: text(meta, "model_id"),
    experimentId: text(meta, "experiment_id"),
    name: text(meta, "name"),
    sourceRunId: optional(meta, "source_run_id"),
    modelType: optional(meta, "model_type"),
    status: modelStatuses[Number(meta["status"] ?? 1) - 1] ?? "PENDING",
    artifactUri: text(meta, "artifact_location"),
    creationTime: time(meta, "creation_timestamp"),
    lastUpdateTime: time(meta, "last_updated_timestamp"),
    ...rest,
  };
}
