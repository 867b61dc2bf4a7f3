import { isTerminal } from "../checks.js";
import type { LoggedModel, Metric, Run, RunInfo, Tags } from "../entities.js";
import type { FileBackend } from "../file/file-backend.js";
import { acquireLock, releaseLock } from "../file/writer-lock.js";
import { MlflowError } from "../mlflow-error.js";
import type { Store } from "../store.js";
import { fingerprint, lockName, readState, SyncProgress, targetId } from "./sync-state.js";

/** On a run or logged model there: the id of the one here. Hidden by MLflow's page, as all tags that begin with "mlflow.". */
const sourceTag = "mlflow.jsClient.sourceId";
const pointsPerRequest = 1000;

export interface RunSyncResult {
  readonly runId: string;
  /** Its id there. */
  readonly remoteRunId: string;
  readonly isNew: boolean;
  readonly points: number;
  readonly artifacts: number;
  /** Whether the run has ended and all of it is there. */
  readonly isComplete: boolean;
  /** Artifacts with names that a server does not take. */
  readonly refused: readonly string[];
}

/** Brings runs of a folder to another store. Every step may be interrupted and repeated. */
export class RunSync {
  private readonly target: string;
  private readonly experiments = new Map<string, { readonly id: string; readonly version: string }>();
  /** What was compared with what is there since this object exists. */
  private readonly opened = new Map<string, SyncProgress>();

  constructor(
    private readonly local: FileBackend,
    private readonly remote: Store,
  ) {
    this.target = targetId(remote.uri);
  }

  /** @throws MlflowError RUN_LOCKED if another process brings this run there. */
  async sync(info: RunInfo): Promise<RunSyncResult> {
    const folder = this.local.runFolder(info);
    acquireLock(folder, lockName(this.target));
    try {
      return await this.syncLocked(info, folder);
    } finally {
      releaseLock(folder, lockName(this.target));
    }
  }

  private async syncLocked(info: RunInfo, folder: string): Promise<RunSyncResult> {
    const { progress, isNew } = await this.open(info, folder);
    const run = this.local.withoutMetrics(info);
    await this.sendModels(run, progress);
    const isDescribed = await this.describe(run, progress);
    const points = await this.sendPoints(info, progress);
    const { artifacts, refused } = await this.sendArtifacts(info, progress);
    await this.end(info, progress);
    return { runId: info.runId, remoteRunId: progress.state.runId, isNew, points, artifacts, isComplete: isDescribed && isTerminal(info.status), refused };
  }

  /** The run there, made if need be; what is known of a run that is gone is forgotten. */
  private async open(info: RunInfo, folder: string): Promise<{ progress: SyncProgress; isNew: boolean }> {
    const known = this.opened.get(info.runId);
    if (known) return { progress: known, isNew: false };
    const read = readState(folder, this.target);
    const isKnown = read !== null && (await this.isThere(read.runId));
    const { runId, isNew } = isKnown ? { runId: read.runId, isNew: false } : await this.openRemote(info);
    const state = isKnown ? read : { runId, offsets: {}, artifacts: {}, models: {}, described: "", ended: "" };
    const progress = new SyncProgress(folder, this.target, state);
    progress.keep();
    this.opened.set(info.runId, progress);
    return { progress, isNew };
  }

  private async isThere(runId: string): Promise<boolean> {
    try {
      await this.remote.getRun(runId);
      return true;
    } catch (error) {
      if (error instanceof MlflowError && error.code === "RESOURCE_DOES_NOT_EXIST") return false;
      throw error;
    }
  }

  private async openRemote(info: RunInfo): Promise<{ runId: string; isNew: boolean }> {
    const experimentId = await this.openExperiment(info.experimentId);
    const filter = `tags.\`${sourceTag}\` = '${info.runId}'`;
    const found = (await this.remote.searchRuns([experimentId], { filter, viewType: "ALL" })).items[0];
    if (found) return { runId: found.info.runId, isNew: false };
    const tags = await this.mapTags(this.local.withoutMetrics(info).data.tags);
    const made = await this.remote.createRun({ experimentId, runName: info.runName, startTime: info.startTime, tags: { ...tags, [sourceTag]: info.runId } });
    return { runId: made.runId, isNew: true };
  }

  /** The experiment there, made if need be; its tags follow those here. */
  private async openExperiment(experimentId: string): Promise<string> {
    const { name, tags } = this.local.experiment(experimentId)!;
    const known = this.experiments.get(experimentId);
    const version = fingerprint([name, tags]);
    if (known?.version === version) return known.id;
    const id = known?.id ?? (await this.remote.getOrCreateExperiment(name, { tags }));
    const there = (await this.remote.getExperiment(id)).tags;
    await this.remote.setExperimentTags(id, Object.fromEntries(Object.entries(tags).filter(([key, value]) => there[key] !== value)));
    this.experiments.set(experimentId, { id, version });
    return id;
  }

  /** The parent's id here becomes its id there: the parent comes first. */
  private async mapTags(tags: Tags): Promise<Record<string, string>> {
    const parentId = tags["mlflow.parentRunId"];
    const parent = parentId === undefined ? null : this.local.runInfo(parentId);
    if (parent === null) return { ...tags };
    const known = this.opened.get(parent.runId)?.state.runId ?? readState(this.local.runFolder(parent), this.target)?.runId;
    return { ...tags, "mlflow.parentRunId": known && (await this.isThere(known)) ? known : await this.openParent(parent) };
  }

  private async openParent(parent: RunInfo): Promise<string> {
    const folder = this.local.runFolder(parent);
    acquireLock(folder, lockName(this.target));
    try {
      return (await this.open(parent, folder)).progress.state.runId;
    } finally {
      releaseLock(folder, lockName(this.target));
    }
  }

  /** False while something that the run read is not there yet. */
  private async describe(run: Run, progress: SyncProgress): Promise<boolean> {
    const { state } = progress;
    const { params, tags } = run.data;
    const described = fingerprint([params, tags, run.datasets, run.modelInputs]);
    if (described === state.described) return true;
    await this.remote.logBatch(state.runId, { params, tags: await this.mapTags(tags) });
    if (run.datasets.length > 0) await this.remote.logDatasets(state.runId, run.datasets);
    const isLinked = await this.linkInputs(run, state.runId);
    if (isLinked) progress.keep({ described });
    return isLinked;
  }

  /** Models that the run read were made by others, which may come later. */
  private async linkInputs({ info, modelInputs }: Run, runId: string): Promise<boolean> {
    if (modelInputs.length === 0) return true;
    const experimentId = await this.openExperiment(info.experimentId);
    const found = await Promise.all(modelInputs.map((modelId) => this.remote.findLoggedModel(experimentId, sourceTag, modelId)));
    const there = found.flatMap((model) => model?.modelId ?? []);
    if (there.length > 0) await this.remote.logModelInputs(runId, there);
    return there.length === modelInputs.length;
  }

  /** A metric counts as sent when all its points are: what is interrupted is sent again, and stored once. */
  private async sendPoints(info: RunInfo, progress: SyncProgress): Promise<number> {
    let points: Metric[] = [];
    let offsets: Record<string, number> = {};
    let sent = 0;
    const flush = async (): Promise<void> => {
      await this.remote.logBatch(progress.state.runId, { metrics: points });
      progress.keep({ offsets: { ...progress.state.offsets, ...offsets } });
      sent += points.length;
      points = [];
      offsets = {};
    };
    for (const part of this.local.tail(info, progress.state.offsets)) {
      points = [...points, ...part.points];
      offsets[part.key] = part.offset;
      if (points.length >= pointsPerRequest) await flush();
    }
    if (points.length > 0) await flush();
    return sent;
  }

  private async sendModels(run: Run, progress: SyncProgress): Promise<void> {
    for (const { model, points } of this.local.modelsOf(run.info)) {
      const files = this.local.artifactFiles(model);
      const output = run.modelOutputs.find(({ modelId }) => modelId === model.modelId);
      const version = fingerprint([model.status, points, output, files]);
      const name = `model ${model.modelId}`;
      if (progress.state.artifacts[name] === version) continue;
      const { runId } = progress.state;
      const remoteId = progress.state.models[model.modelId] ?? (await this.openModel(model, runId));
      progress.keep({ models: { ...progress.state.models, [model.modelId]: remoteId } });
      for (const { path, file } of files) await this.remote.uploadArtifact(remoteId, path, { file });
      if (output) await this.remote.logModelOutputs(runId, [{ modelId: remoteId, step: output.step }]);
      await this.remote.logBatch(runId, { metrics: points.map((point) => ({ ...point, modelId: remoteId })) });
      if (model.status !== "PENDING") await this.remote.finalizeLoggedModel(remoteId, model.status);
      progress.keep({ artifacts: { ...progress.state.artifacts, [name]: version } });
    }
  }

  private async openModel(model: LoggedModel, sourceRunId: string): Promise<string> {
    const experimentId = await this.openExperiment(model.experimentId);
    const found = await this.remote.findLoggedModel(experimentId, sourceTag, model.modelId);
    if (found) return found.modelId;
    const { name, modelType, params, tags } = model;
    const made = await this.remote.createLoggedModel({ experimentId, name, sourceRunId, params, tags: { ...tags, [sourceTag]: model.modelId }, ...(modelType === null ? {} : { modelType }) });
    return made.modelId;
  }

  private async sendArtifacts(info: RunInfo, progress: SyncProgress): Promise<{ artifacts: number; refused: string[] }> {
    const refused: string[] = [];
    let artifacts = 0;
    for (const { path, file, version } of this.local.artifactFiles(info)) {
      if (progress.state.artifacts[path] === version) continue;
      try {
        await this.remote.uploadArtifact(progress.state.runId, path, { file });
      } catch (error) {
        if (!(error instanceof MlflowError) || error.code !== "INVALID_PARAMETER_VALUE") throw error;
        refused.push(path);
        continue;
      }
      progress.keep({ artifacts: { ...progress.state.artifacts, [path]: version } });
      artifacts++;
    }
    return { artifacts, refused };
  }

  /** A slow server may have made a run for a process that was killed, after the next one had looked for it. */
  private async removeDoubles(info: RunInfo, runId: string): Promise<void> {
    const experimentId = await this.openExperiment(info.experimentId);
    const { items } = await this.remote.searchRuns([experimentId], { filter: `tags.\`${sourceTag}\` = '${info.runId}'` });
    for (const run of items) if (run.info.runId !== runId) await this.remote.deleteRun(run.info.runId);
  }

  /** Last of all: a run that has ended there is complete. */
  private async end(info: RunInfo, progress: SyncProgress): Promise<void> {
    const { state } = progress;
    const { status, endTime, runName } = info;
    const ended = fingerprint([status, endTime, runName]);
    if (ended === state.ended) return;
    if (isTerminal(status)) await this.removeDoubles(info, state.runId);
    await this.remote.updateRun(state.runId, { status, runName, ...(endTime === null ? {} : { endTime }) });
    progress.keep({ ended });
  }
}
