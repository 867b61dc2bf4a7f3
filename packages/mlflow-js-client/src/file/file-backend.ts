import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isTerminal, laterPoint } from "../checks.js";
import type { DatasetInput, Experiment, LoggedModel, Metric, ModelOutput, Run, RunInfo, Tags } from "../entities.js";
import type { Backend } from "../local/backend.js";
import { newRunInfo } from "../local/new-run-info.js";
import { invalid, MlflowError } from "../mlflow-error.js";
import { getArtifact, listFolder, putArtifact } from "./artifact-folder.js";
import { createFile, readIfThere } from "./atomic.js";
import { asKey, filesBelow, folders, readTexts, writeTexts } from "./key-files.js";
import {
  addMetaFolder,
  datasetMeta,
  experimentMeta,
  inputMeta,
  mendMeta,
  metaName,
  modelMeta,
  outputMeta,
  readMeta,
  readMetaIfGood,
  runMeta,
  toDataset,
  toDatasetInput,
  toExperiment,
  toModel,
  toRunInfo,
  writeMeta,
} from "./meta.js";
import { MetricWriter, readPoints, tailPoints } from "./metric-file.js";
import { removeTemporary, type Repair, repairExperiments } from "./repair.js";
import { isReserved, makeRunFolders } from "./run-folders.js";
import { acquireLock, releaseLock, touchLock } from "./writer-lock.js";
import { formatYaml, type YamlMap } from "./yaml.js";

/** The runs that this thread writes, by folder: shared by all stores, so that two on one folder do not lock each other out. */
const writers = new Map<string, MetricWriter>();

const md5 = (...parts: readonly string[]): string => createHash("md5").update(parts.join("")).digest("hex");
const isId = (text: string): boolean => /^[a-zA-Z0-9][\w-]{0,255}$/.test(text);

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/**
 * MLflow's `mlruns` folder (layout of its FileStore, 3.17): readable by MLflow and by `mlflow migrate-filestore` at any
 * moment, also after a crash.
 */
export class FileBackend implements Backend {
  readonly uri: string;
  private readonly root: string;
  private readonly found = new Map<string, string>();
  /** What was read of each run's metadata, by folder. */
  private readonly infos = new Map<string, { readonly version: string; readonly info: RunInfo }>();
  private readonly sources = new Map<string, string>();
  private readonly locked = new Set<string>();

  constructor(root: string) {
    this.root = resolve(root);
    this.uri = pathToFileURL(this.root).href;
    try {
      mkdirSync(this.trash, { recursive: true });
    } catch (cause) {
      throw new MlflowError(
        "INVALID_STATE",
        `runs: expected a folder that can be written, got ${this.root} (${(cause as NodeJS.ErrnoException).code}).`,
        { cause },
      );
    }
  }

  private get trash(): string {
    return join(this.root, ".trash");
  }

  experiments(): Experiment[] {
    return [...folders(this.root), ...folders(this.trash)].flatMap((id) => this.experiment(id) ?? []);
  }

  experiment(experimentId: string): Experiment | null {
    const folder = this.experimentFolder(experimentId);
    const meta = folder === null ? null : readMetaIfGood(folder);
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
      // One that is there although nobody can read it was damaged: the name says what was in it.
      if (mendMeta(folder) !== null && readMetaIfGood(folder) === null) rmSync(join(folder, metaName), { force: true });
      if (!createFile(join(folder, metaName), formatYaml(experimentMeta(experiment)), folder, true)) return null;
      writeMeta(folder, experimentMeta(experiment));
      return experiment;
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
    writeTexts(join(folder, "tags"), tags, folder);
  }

  runs(experimentId: string): RunInfo[] {
    const folder = this.folderOf(experimentId);
    return folders(folder)
      .filter((name) => !isReserved(name))
      .flatMap((runId) => this.readRun(join(folder, runId), runId) ?? []);
  }

  /** Read again only when the file is another: whoever follows a folder asks for all of its runs, again and again. */
  private readRun(folder: string, runId: string): RunInfo | null {
    const stat = statSync(join(folder, metaName), { throwIfNoEntry: false });
    const version = stat && `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
    const known = this.infos.get(folder);
    if (version !== undefined && known?.version === version) return known.info;
    const meta = stat ? readMetaIfGood(folder) : null;
    const info = meta === null ? null : toRunInfo(meta);
    if (info?.runId !== runId) return null;
    this.found.set(runId, folder);
    this.infos.set(folder, { version: version!, info });
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
    const metrics = filesBelow(folder)
      .sort()
      .flatMap((key) => latest(readPoints(folder, key)));
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
      modelOutputs: folders(join(folder, "outputs")).map((modelId) => ({
        modelId,
        step: Number(readMetaIfGood(join(folder, "outputs", modelId))?.["step"] ?? 0),
      })),
    };
  }

  private inputs(info: RunInfo, folder: string): Pick<Run, "datasets" | "modelInputs"> {
    const datasets: DatasetInput[] = [];
    const modelInputs: string[] = [];
    for (const name of folders(join(folder, "inputs"))) {
      const meta = readMetaIfGood(join(folder, "inputs", name));
      const id = String(meta?.["source_id"]);
      if (meta?.["source_type"] === "MODEL") modelInputs.push(id);
      const dataset = meta?.["source_type"] === "DATASET" ? readMetaIfGood(join(this.folderOf(info.experimentId), "datasets", id)) : null;
      if (meta && dataset) datasets.push(toDatasetInput(meta, toDataset(dataset)));
    }
    return { datasets, modelInputs };
  }

  addRun(run: Parameters<Backend["addRun"]>[0]): RunInfo {
    const { experiment, runId, tags } = run;
    const folder = join(this.folderOf(experiment.experimentId), runId);
    makeRunFolders(folder);
    const info = newRunInfo(run);
    writeTexts(join(folder, "tags"), tags, folder);
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
    writeTexts(join(folder, "params"), params, folder);
  }

  putTags(info: RunInfo, tags: Tags): void {
    const folder = this.runFolder(info);
    writeTexts(join(folder, "tags"), tags, folder);
  }

  removeTag(info: RunInfo, key: string): boolean {
    const path = join(this.runFolder(info), "tags", key);
    if (readIfThere(path) === null) return false;
    rmSync(path);
    return true;
  }

  appendPoints(info: RunInfo, points: readonly (Metric & { readonly modelId?: string })[]): void {
    const writer = writers.get(this.runFolder(info))!;
    touchLock(this.runFolder(info));
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
  tail(
    info: RunInfo,
    offsets: Readonly<Record<string, number>>,
  ): { readonly key: string; readonly points: Metric[]; readonly offset: number }[] {
    const folder = join(this.runFolder(info), "metrics");
    const parts = filesBelow(folder)
      .sort()
      .map((key) => ({ key, ...tailPoints(join(folder, key), key, offsets[key] ?? 0) }));
    return parts.filter(({ points }) => points.length > 0);
  }

  /** Changes when something of the run does; of one that has ended, files in folders of artifacts and further points left out. */
  version(info: RunInfo): string {
    const folder = this.runFolder(info);
    const changed = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    const parts = [metaName, "tags", "params", "metrics", "inputs", "outputs", "artifacts"].map((name) => changed(join(folder, name)));
    if (isTerminal(info.status)) return parts.join();
    const metrics = join(folder, "metrics");
    const sizes = filesBelow(metrics).map((key) => statSync(join(metrics, key), { throwIfNoEntry: false })?.size);
    return [...parts, ...sizes, JSON.stringify([this.artifactFiles(info), this.modelsOf(info)])].join();
  }

  putDatasets(info: RunInfo, inputs: readonly DatasetInput[]): void {
    for (const { dataset, context } of inputs) {
      const id = md5(dataset.name, dataset.digest);
      const datasetFolder = join(this.folderOf(info.experimentId), "datasets", id);
      if (readMetaIfGood(datasetFolder) === null) {
        mkdirSync(datasetFolder, { recursive: true });
        writeMeta(datasetFolder, datasetMeta(dataset));
      }
      this.putInput(info, id, inputMeta("DATASET", id, context));
    }
  }

  putModelInputs(info: RunInfo, modelIds: readonly string[]): void {
    for (const modelId of modelIds) this.putInput(info, modelId, inputMeta("MODEL", modelId));
  }

  private putInput(info: RunInfo, id: string, meta: YamlMap): void {
    const runFolder = this.runFolder(info);
    const folder = join(runFolder, "inputs", md5(id, info.runId));
    if (readMeta(folder) === null) addMetaFolder(folder, meta, runFolder);
  }

  putModelOutputs(info: RunInfo, outputs: readonly ModelOutput[]): void {
    const runFolder = this.runFolder(info);
    for (const output of outputs) {
      const folder = join(runFolder, "outputs", output.modelId);
      if (readMeta(folder) === null) addMetaFolder(folder, outputMeta(output), runFolder);
    }
  }

  private modelFolder(modelId: string): string | null {
    if (!isId(modelId)) return null;
    const candidates = [this.root, this.trash].flatMap((parent) => folders(parent).map((id) => join(parent, id, "models", modelId)));
    return candidates.find((folder) => existsSync(join(folder, metaName))) ?? null;
  }

  model(modelId: string): LoggedModel | null {
    const folder = this.modelFolder(modelId);
    const meta = folder === null ? null : readMetaIfGood(folder);
    if (folder === null || meta === null) return null;
    const metrics = filesBelow(join(folder, "metrics"))
      .sort()
      .flatMap((key) => latest(readPoints(join(folder, "metrics"), key)));
    return toModel(meta, { params: readTexts(join(folder, "params")), tags: readTexts(join(folder, "tags")), metrics });
  }

  /** The logged models that a run made, with all their points. */
  modelsOf(info: RunInfo): { readonly model: LoggedModel; readonly points: Metric[] }[] {
    const ids = folders(join(this.folderOf(info.experimentId), "models")).filter(
      (modelId) => this.sourceOf(info.experimentId, modelId) === info.runId,
    );
    return ids
      .flatMap((modelId) => this.model(modelId) ?? [])
      .map((model) => {
        const metrics = join(this.modelFolder(model.modelId)!, "metrics");
        return {
          model,
          points: filesBelow(metrics)
            .sort()
            .flatMap((key) => readPoints(metrics, key)),
        };
      });
  }

  /** Every artifact file with what changes when it is replaced; none where artifacts lie elsewhere. */
  artifactFiles(owner: RunInfo | LoggedModel): { readonly path: string; readonly file: string; readonly version: string }[] {
    const root = this.artifactRoot(owner);
    return filesBelow(root)
      .sort()
      .map((path) => {
        const file = join(root, path);
        const { size, mtimeMs } = statSync(file);
        return { path, file, version: `${size} ${mtimeMs}` };
      });
  }

  /** The run that made a model, read once: it never changes. */
  private sourceOf(experimentId: string, modelId: string): string | null {
    const known = this.sources.get(modelId);
    if (known !== undefined) return known;
    const source = readMetaIfGood(join(this.folderOf(experimentId), "models", modelId))?.["source_run_id"];
    if (typeof source === "string") this.sources.set(modelId, source);
    return typeof source === "string" ? source : null;
  }

  models(experimentId: string): LoggedModel[] {
    return folders(join(this.folderOf(experimentId), "models")).flatMap((modelId) => this.model(modelId) ?? []);
  }

  addModel(model: Omit<LoggedModel, "artifactUri" | "metrics">): LoggedModel {
    const folder = join(this.folderOf(model.experimentId), "models", model.modelId);
    makeRunFolders(folder);
    writeTexts(join(folder, "params"), model.params, folder);
    writeTexts(join(folder, "tags"), model.tags, folder);
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

  /** Every run, of all experiments, that carries a tag of this name, with the value. */
  runsByTag(key: string): { readonly info: RunInfo; readonly value: string }[] {
    return [...folders(this.root), ...folders(this.trash)].flatMap((experimentId) =>
      this.runs(experimentId).flatMap((info) => {
        const value = readIfThere(join(this.runFolder(info), "tags", key));
        return value === null ? [] : [{ info, value }];
      }),
    );
  }

  repair(): Repair {
    const repairs = [this.root, this.trash].map((parent) => repairExperiments(parent, (folder) => writers.has(folder)));
    removeTemporary(this.root);
    return { ended: repairs.flatMap(({ ended }) => ended), notes: repairs.flatMap(({ notes }) => notes) };
  }

  upload: Backend["upload"] = (owner, path, content) => putArtifact(this.artifactRoot(owner), path, content);
  download: Backend["download"] = (owner, path) => getArtifact(this.artifactRoot(owner), path);
  list: Backend["list"] = (owner, path) => listFolder(this.artifactRoot(owner), path);
}

const latest = (points: readonly Metric[]): Metric[] => (points.length === 0 ? [] : [points.reduce((a, b) => laterPoint(b, a))]);

/** 18 digits without a leading zero: MLflow's migration takes decimal numbers below 2⁶³ only. */
function experimentIdOf(name: string, attempt: number): string {
  const hash = createHash("sha256").update(`${attempt}/${name}`).digest().readBigUInt64BE(0);
  return String(10n ** 17n + (hash % (9n * 10n ** 17n)));
}
