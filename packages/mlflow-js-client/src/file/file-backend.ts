import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { laterPoint } from "../checks.js";
import type { DatasetInput, Experiment, LoggedModel, Metric, ModelOutput, Run, RunInfo, Tags } from "../entities.js";
import type { Backend } from "../local/backend.js";
import { invalid, MlflowError } from "../mlflow-error.js";
import { getArtifact, listFolder, putArtifact } from "./artifact-folder.js";
import { createFile, hasCode, isTemporary, readIfThere, replaceFile } from "./atomic.js";
import {
  datasetMeta,
  experimentMeta,
  inputMeta,
  metaName,
  modelMeta,
  outputMeta,
  readMeta,
  runMeta,
  toDataset,
  toDatasetInput,
  toExperiment,
  toModel,
  toRunInfo,
  writeMeta,
} from "./meta.js";
import { mendMetricFile, MetricWriter, readPoints, tailPoints } from "./metric-file.js";
import { acquireLock, isLocked, releaseLock } from "./writer-lock.js";
import { formatYaml } from "./yaml.js";

/** Folders of a run without which MLflow does not find it; tools that drop empty folders take them away. */
const runFolders = ["metrics", "params", "tags", "artifacts"] as const;
/** Folders of an experiment that are no runs. */
const reserved: readonly string[] = ["tags", "datasets", "traces", "models"];

/** The runs that this thread writes, by folder: shared by all stores, so that two on one folder do not lock each other out. */
const writers = new Map<string, MetricWriter>();

const md5 = (...parts: readonly string[]): string => createHash("md5").update(parts.join("")).digest("hex");
const isId = (text: string): boolean => /^[a-zA-Z0-9][\w-]{0,255}$/.test(text);

function folders(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}

/** Paths of all files below a folder, relative and with "/": the keys of metrics, params and tags. */
function filesBelow(folder: string, prefix = ""): string[] {
  try {
    return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? filesBelow(folder, `${prefix}${entry.name}/`) : [prefix + entry.name],
    );
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}

function readTexts(folder: string): Record<string, string> {
  return Object.fromEntries(filesBelow(folder).sort().map((key) => [key, readIfThere(join(folder, key)) ?? ""]));
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** A key is a path here: "model" and "model/rate" cannot both be files. */
function writeText(folder: string, key: string, text: string, workFolder: string): void {
  asKey(key, () => replaceFile(join(folder, key), text, workFolder));
}

function asKey<T>(key: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (hasCode(error, "EISDIR", "ENOTDIR", "EEXIST", "ENOTEMPTY")) throw invalid(`name ${key}: expected a name that is no prefix of another up to a "/", got such a one. A file store keeps names as paths.`);
    if (hasCode(error, "ENAMETOOLONG")) throw invalid(`name ${key}: expected parts of at most 255 bytes between "/", got a longer one. A file store keeps names as paths.`);
    throw error;
  }
}

/**
 * MLflow's `mlruns` folder (layout of its FileStore, 3.17): readable by MLflow and by `mlflow migrate-filestore` at any
 * moment, also after a crash.
 */
export class FileBackend implements Backend {
  readonly uri: string;
  private readonly root: string;
  private readonly found = new Map<string, string>();
  private readonly locked = new Set<string>();

  constructor(root: string) {
    this.root = resolve(root);
    this.uri = pathToFileURL(this.root).href;
    mkdirSync(this.trash, { recursive: true });
  }

  private get trash(): string {
    return join(this.root, ".trash");
  }

  experiments(): Experiment[] {
    return [...folders(this.root), ...folders(this.trash)].flatMap((id) => this.experiment(id) ?? []);
  }

  experiment(experimentId: string): Experiment | null {
    const folder = this.experimentFolder(experimentId);
    const meta = folder === null ? null : readMeta(folder);
    if (folder === null || meta === null) return null;
    const experiment = toExperiment(meta, readTexts(join(folder, "tags")));
    return experiment.experimentId === experimentId ? experiment : null;
  }

  private experimentFolder(experimentId: string): string | null {
    if (!isId(experimentId)) return null;
    return [this.root, this.trash].map((parent) => join(parent, experimentId)).find((folder) => existsSync(folder)) ?? null;
  }

  private folderOf(experimentId: string): string {
    return this.experimentFolder(experimentId) ?? join(this.root, experimentId);
  }

  /**
   * The id is a function of the name, so that of several processes that make the same experiment at once one wins and the
   * others find it. A next candidate is needed only where an experiment of that name was renamed.
   */
  addExperiment(name: string, artifactLocation: string | undefined, now: number): Experiment | null {
    for (let attempt = 0; ; attempt++) {
      const experimentId = experimentIdOf(name, attempt);
      const existing = this.experiment(experimentId);
      if (existing && existing.name !== name) continue;
      if (existing) return null;
      const folder = join(this.root, experimentId);
      mkdirSync(folder, { recursive: true });
      const experiment: Experiment = {
        experimentId,
        name,
        artifactLocation: artifactLocation ?? pathToFileURL(folder).href,
        lifecycleStage: "active",
        creationTime: now,
        lastUpdateTime: now,
        tags: {},
      };
      return createFile(join(folder, metaName), formatYaml(experimentMeta(experiment)), folder, true) ? experiment : null;
    }
  }

  replaceExperiment(experiment: Experiment): void {
    const folder = this.folderOf(experiment.experimentId);
    writeMeta(folder, experimentMeta(experiment));
    const home = join(experiment.lifecycleStage === "deleted" ? this.trash : this.root, experiment.experimentId);
    if (home === folder) return;
    renameSync(folder, home);
    this.found.clear();
  }

  putExperimentTags(experimentId: string, tags: Tags): void {
    const folder = this.folderOf(experimentId);
    for (const [key, value] of Object.entries(tags)) writeText(join(folder, "tags"), key, value, folder);
  }

  runs(experimentId: string): RunInfo[] {
    const folder = this.folderOf(experimentId);
    return folders(folder).filter((name) => !reserved.includes(name)).flatMap((runId) => this.readRun(join(folder, runId), runId) ?? []);
  }

  private readRun(folder: string, runId: string): RunInfo | null {
    const meta = readMeta(folder);
    const info = meta === null ? null : toRunInfo(meta);
    if (info?.runId !== runId) return null;
    this.found.set(runId, folder);
    return info;
  }

  runInfo(runId: string): RunInfo | null {
    if (!isId(runId)) return null;
    const known = this.found.get(runId);
    const info = known === undefined ? null : this.readRun(known, runId);
    if (info) return info;
    const candidates = [this.root, this.trash].flatMap((parent) => folders(parent).map((id) => join(parent, id, runId)));
    for (const folder of candidates) {
      const found = existsSync(folder) ? this.readRun(folder, runId) : null;
      if (found) return found;
    }
    return null;
  }

  runFolder(info: RunInfo): string {
    return this.found.get(info.runId) ?? join(this.folderOf(info.experimentId), info.runId);
  }

  run(info: RunInfo): Run {
    const folder = join(this.runFolder(info), "metrics");
    const metrics = filesBelow(folder).sort().flatMap((key) => latest(readPoints(folder, key)));
    const rest = this.withoutMetrics(info);
    return { ...rest, data: { ...rest.data, metrics } };
  }

  /** What can be read at a glance, however long the run. */
  withoutMetrics(info: RunInfo): Run {
    const folder = this.runFolder(info);
    return {
      info,
      data: { metrics: [], params: this.params(info), tags: readTexts(join(folder, "tags")) },
      ...this.inputs(info, folder),
      modelOutputs: folders(join(folder, "outputs")).map((modelId) => ({ modelId, step: Number(readMeta(join(folder, "outputs", modelId))?.["step"] ?? 0) })),
    };
  }

  private inputs(info: RunInfo, folder: string): Pick<Run, "datasets" | "modelInputs"> {
    const datasets: DatasetInput[] = [];
    const modelInputs: string[] = [];
    for (const name of folders(join(folder, "inputs"))) {
      const meta = readMeta(join(folder, "inputs", name));
      const id = String(meta?.["source_id"]);
      if (meta?.["source_type"] === "MODEL") modelInputs.push(id);
      const dataset = meta?.["source_type"] === "DATASET" ? readMeta(join(this.folderOf(info.experimentId), "datasets", id)) : null;
      if (meta && dataset) datasets.push(toDatasetInput(meta, toDataset(dataset)));
    }
    return { datasets, modelInputs };
  }

  addRun({ experiment, runId, runName, userId, startTime, tags }: Parameters<Backend["addRun"]>[0]): RunInfo {
    const folder = join(this.folderOf(experiment.experimentId), runId);
    makeRunFolders(folder);
    const info: RunInfo = {
      runId,
      experimentId: experiment.experimentId,
      runName,
      userId,
      status: "RUNNING",
      startTime,
      endTime: null,
      artifactUri: `${experiment.artifactLocation.replace(/\/$/, "")}/${runId}/artifacts`,
      lifecycleStage: "active",
    };
    for (const [key, value] of Object.entries(tags)) writeText(join(folder, "tags"), key, value, folder);
    this.found.set(runId, folder);
    this.lock(info);
    // Last: a folder without it is no run to anybody.
    writeMeta(folder, runMeta(info, null));
    return info;
  }

  replaceRun(info: RunInfo): void {
    writeMeta(this.runFolder(info), runMeta(info, info.lifecycleStage === "deleted" ? Date.now() : null));
  }

  lock(info: RunInfo): void {
    const folder = this.runFolder(info);
    if (writers.has(folder)) return;
    acquireLock(folder);
    makeRunFolders(folder);
    writers.set(folder, new MetricWriter(join(folder, "metrics"), folder));
    this.locked.add(folder);
  }

  unlock(info: RunInfo): void {
    this.release(this.runFolder(info));
  }

  private release(folder: string): void {
    if (!writers.delete(folder)) return;
    releaseLock(folder);
    this.locked.delete(folder);
  }

  close(): void {
    for (const folder of this.locked) this.release(folder);
  }

  params(info: RunInfo): Record<string, string> {
    return readTexts(join(this.runFolder(info), "params"));
  }

  putParams(info: RunInfo, params: Readonly<Record<string, string>>): void {
    const folder = this.runFolder(info);
    for (const [key, value] of Object.entries(params)) writeText(join(folder, "params"), key, value, folder);
  }

  putTags(info: RunInfo, tags: Tags): void {
    const folder = this.runFolder(info);
    for (const [key, value] of Object.entries(tags)) writeText(join(folder, "tags"), key, value, folder);
  }

  removeTag(info: RunInfo, key: string): boolean {
    const path = join(this.runFolder(info), "tags", key);
    if (readIfThere(path) === null) return false;
    rmSync(path);
    return true;
  }

  appendPoints(info: RunInfo, points: readonly (Metric & { readonly modelId?: string })[]): void {
    const writer = writers.get(this.runFolder(info))!;
    for (const [key, ofKey] of grouped(points, (point) => point.key)) asKey(key, () => writer.append(key, ofKey));
    for (const [modelId, ofModel] of grouped(points, (point) => point.modelId)) {
      if (modelId === undefined) continue;
      const folder = this.modelFolder(modelId)!;
      const modelWriter = new MetricWriter(join(folder, "metrics"), folder, info.runId);
      for (const [key, ofKey] of grouped(ofModel, (point) => point.key)) modelWriter.append(key, ofKey);
    }
  }

  history(info: RunInfo, key: string): Metric[] {
    return readPoints(join(this.runFolder(info), "metrics"), key);
  }

  /** The points of each metric that were added since: `offsets` holds the bytes of each file that are known. */
  tail(info: RunInfo, offsets: Readonly<Record<string, number>>): { readonly key: string; readonly points: Metric[]; readonly offset: number }[] {
    const folder = join(this.runFolder(info), "metrics");
    const parts = filesBelow(folder).sort().map((key) => ({ key, ...tailPoints(join(folder, key), key, offsets[key] ?? 0) }));
    return parts.filter(({ points }) => points.length > 0);
  }

  /** Changes when something of the run does, files in folders of artifacts and further points left out. */
  version(info: RunInfo): string {
    const folder = this.runFolder(info);
    return [metaName, "tags", "params", "metrics", "inputs", "outputs", "artifacts"].map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs).join();
  }

  putDatasets(info: RunInfo, inputs: readonly DatasetInput[]): void {
    for (const { dataset, context } of inputs) {
      const id = md5(dataset.name, dataset.digest);
      const datasetFolder = join(this.folderOf(info.experimentId), "datasets", id);
      if (readMeta(datasetFolder) === null) {
        mkdirSync(datasetFolder, { recursive: true });
        writeMeta(datasetFolder, datasetMeta(dataset));
      }
      this.putInput(info, id, inputMeta("DATASET", id, context));
    }
  }

  putModelInputs(info: RunInfo, modelIds: readonly string[]): void {
    for (const modelId of modelIds) this.putInput(info, modelId, inputMeta("MODEL", modelId));
  }

  private putInput(info: RunInfo, id: string, meta: Parameters<typeof writeMeta>[1]): void {
    const runFolder = this.runFolder(info);
    const folder = join(runFolder, "inputs", md5(id, info.runId));
    if (readMeta(folder) === null) writeMeta(folder, meta, runFolder);
  }

  putModelOutputs(info: RunInfo, outputs: readonly ModelOutput[]): void {
    const runFolder = this.runFolder(info);
    for (const output of outputs) {
      const folder = join(runFolder, "outputs", output.modelId);
      if (readMeta(folder) === null) writeMeta(folder, outputMeta(output), runFolder);
    }
  }

  private modelFolder(modelId: string): string | null {
    if (!isId(modelId)) return null;
    const candidates = [this.root, this.trash].flatMap((parent) => folders(parent).map((id) => join(parent, id, "models", modelId)));
    return candidates.find((folder) => existsSync(join(folder, metaName))) ?? null;
  }

  model(modelId: string): LoggedModel | null {
    const folder = this.modelFolder(modelId);
    const meta = folder === null ? null : readMeta(folder);
    if (folder === null || meta === null) return null;
    const metrics = filesBelow(join(folder, "metrics")).sort().flatMap((key) => latest(readPoints(join(folder, "metrics"), key)));
    return toModel(meta, { params: readTexts(join(folder, "params")), tags: readTexts(join(folder, "tags")), metrics });
  }

  /** The logged models that a run made, with all their points. */
  modelsOf(info: RunInfo): { readonly model: LoggedModel; readonly points: Metric[] }[] {
    return this.models(info.experimentId).filter(({ sourceRunId }) => sourceRunId === info.runId).map((model) => {
      const metrics = join(this.modelFolder(model.modelId)!, "metrics");
      return { model, points: filesBelow(metrics).sort().flatMap((key) => readPoints(metrics, key)) };
    });
  }

  /** Every artifact file with what changes when it is replaced; none where artifacts lie elsewhere. */
  artifactFiles(owner: RunInfo | LoggedModel): { readonly path: string; readonly file: string; readonly version: string }[] {
    const root = this.artifactRoot(owner);
    return filesBelow(root).sort().map((path) => {
      const file = join(root, path);
      const { size, mtimeMs } = statSync(file);
      return { path, file, version: `${size} ${mtimeMs}` };
    });
  }

  models(experimentId: string): LoggedModel[] {
    return folders(join(this.folderOf(experimentId), "models")).flatMap((modelId) => this.model(modelId) ?? []);
  }

  addModel(model: Omit<LoggedModel, "artifactUri" | "metrics">): LoggedModel {
    const folder = join(this.folderOf(model.experimentId), "models", model.modelId);
    makeRunFolders(folder);
    for (const [key, value] of Object.entries(model.params)) writeText(join(folder, "params"), key, value, folder);
    for (const [key, value] of Object.entries(model.tags)) writeText(join(folder, "tags"), key, value, folder);
    const location = this.experiment(model.experimentId)!.artifactLocation.replace(/\/$/, "");
    const whole: LoggedModel = { ...model, artifactUri: `${location}/models/${model.modelId}/artifacts`, metrics: [] };
    writeMeta(folder, modelMeta(whole));
    return whole;
  }

  replaceModel(model: LoggedModel): void {
    writeMeta(this.modelFolder(model.modelId)!, modelMeta(model));
  }

  /** The folder beside the metadata wins over the absolute address in it, which moving `mlruns` makes wrong. */
  private artifactRoot(owner: RunInfo | LoggedModel): string {
    const own = "runId" in owner ? join(this.runFolder(owner), "artifacts") : join(this.modelFolder(owner.modelId)!, "artifacts");
    const id = "runId" in owner ? owner.runId : `models/${owner.modelId}`;
    if (owner.artifactUri === "" || owner.artifactUri.endsWith(`/${owner.experimentId}/${id}/artifacts`)) return own;
    if (owner.artifactUri.startsWith("file:")) return fileURLToPath(owner.artifactUri);
    if (owner.artifactUri.startsWith("/")) return owner.artifactUri;
    throw invalid(`artifacts: expected an artifact location on this machine, got ${owner.artifactUri}. Read it with MLflow's own client.`);
  }

  upload: Backend["upload"] = (owner, path, content) => putArtifact(this.artifactRoot(owner), path, content);
  download: Backend["download"] = (owner, path) => getArtifact(this.artifactRoot(owner), path);
  list: Backend["list"] = (owner, path) => listFolder(this.artifactRoot(owner), path);

  /** Undoes what crashes and copying tools do to runs that nobody writes: see `FileStore.repair`. */
  repair(): void {
    for (const parent of [this.root, this.trash]) {
      for (const experiment of folders(parent).filter((id) => readMeta(join(parent, id)))) {
        const folder = join(parent, experiment);
        removeTemporary(folder);
        for (const runId of folders(folder).filter((name) => !reserved.includes(name))) this.repairRun(join(folder, runId), runId);
      }
    }
  }

  private repairRun(folder: string, runId: string): void {
    const info = this.readRun(folder, runId);
    if (info === null || writers.has(folder)) return;
    const wasWriting = isLocked(folder);
    try {
      acquireLock(folder);
    } catch (error) {
      if (error instanceof MlflowError && error.code === "RUN_LOCKED") return;
      throw error;
    }
    try {
      makeRunFolders(folder);
      removeTemporary(folder);
      for (const key of filesBelow(join(folder, "metrics"))) mendMetricFile(join(folder, "metrics", key), folder);
      if (wasWriting && info.status === "RUNNING") this.replaceRun({ ...info, status: "KILLED", endTime: lastWrite(folder) });
    } finally {
      releaseLock(folder);
    }
  }
}

/** When something was last logged, in milliseconds since 1970. */
function lastWrite(folder: string): number {
  const files = [join(folder, metaName), ...filesBelow(join(folder, "metrics"), "").map((key) => join(folder, "metrics", key))];
  return Math.trunc(Math.max(...files.map((path) => statSync(path).mtimeMs)));
}

const latest = (points: readonly Metric[]): Metric[] => (points.length === 0 ? [] : [points.reduce((a, b) => laterPoint(b, a))]);

function makeRunFolders(folder: string): void {
  for (const name of runFolders) mkdirSync(join(folder, name), { recursive: true });
}

function removeTemporary(folder: string): void {
  for (const entry of readdirSync(folder)) if (isTemporary(entry)) rmSync(join(folder, entry), { recursive: true, force: true });
}

/** 18 digits without a leading zero: MLflow's migration takes decimal numbers below 2⁶³ only. */
function experimentIdOf(name: string, attempt: number): string {
  const hash = createHash("sha256").update(`${attempt}/${name}`).digest().readBigUInt64BE(0);
  return String(10n ** 17n + (hash % (9n * 10n ** 17n)));
}
