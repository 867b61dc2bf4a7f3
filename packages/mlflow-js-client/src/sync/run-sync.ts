import { isTerminal, laterPoint } from "../checks.js";
import type { LoggedModel, Metric, MetricPoint, Run, RunInfo, Tags } from "../entities.js";
import type { FileBackend } from "../file/file-backend.js";
import { acquireLock, releaseLock } from "../file/writer-lock.js";
import { MlflowError } from "../mlflow-error.js";
import type { Batch, Store } from "../store.js";
import { fingerprint, lockName, newState, readState, SyncProgress, targetId } from "./sync-state.js";

/** On a run or logged model there: the id of the one here. Hidden by MLflow's page, as all tags that begin with "mlflow.". */
const sourceTag = "mlflow.jsClient.sourceId";
const pointsPerRequest = 800;
const uploadsAtOnce = 3;

const isRefusal = (error: unknown): error is MlflowError =>
  error instanceof MlflowError && ["INVALID_PARAMETER_VALUE", "INTERNAL_ERROR"].includes(error.code);

/** Longest texts of older servers, in characters. */
const olderLimits = [5000, 500, 250];

const shorter = (text: string): string[] => [
  text,
  ...olderLimits.filter((limit) => limit < text.length).map((limit) => `${[...text].slice(0, limit - 1).join("")}…`),
];

/** What of a run was brought, and what the other store refused. */
export interface RunSyncResult {
  readonly runId: string;
  /** Its id there. */
  readonly remoteRunId: string;
  readonly isNew: boolean;
  readonly points: number;
  readonly artifacts: number;
  /** Whether all that was written so far is there. */
  readonly isUpToDate: boolean;
  /** Whether the run has ended and all of it is there. */
  readonly isComplete: boolean;
  /** What the server did not take: artifacts, and params, tags, metrics, data sets with its reason. */
  readonly refused: readonly string[];
}

/** Brings runs of a folder to another store. Every step may be interrupted and repeated. */
export class RunSync {
  private readonly target: string;
  private readonly experiments = new Map<string, { readonly id: string; readonly version: string }>();
  private experimentsOpened: Promise<unknown> = Promise.resolve();
  /** What was compared with what is there since this object exists. */
  private readonly opening = new Map<string, Promise<{ progress: SyncProgress; isNew: boolean }>>();
  /** Runs that this object made there and has sent nothing else of. */
  private readonly fresh = new Set<string>();
  private readonly holders = new Map<string, number>();

  /** @param since - a run that began later is there only if its folder says that somebody tried to bring it. */
  constructor(
    private readonly local: FileBackend,
    private readonly remote: Store,
    private readonly since: number,
  ) {
    this.target = targetId(remote.uri);
  }

  /** @throws MlflowError RUN_LOCKED if another process brings this run there. */
  async sync(info: RunInfo): Promise<RunSyncResult> {
    return this.locked(info, async (folder) => {
      if (info.lifecycleStage === "deleted") return this.remove(info, folder);
      return this.bring(info, folder);
    });
  }

  /** Whether a run that was deleted here is still there, as far as is known. */
  isLeftThere(info: RunInfo): boolean {
    const state = readState(this.local.runFolder(info), this.target);
    return state !== null && !state.deleted;
  }

  /** One process at a time; within this one, a child may open its parent while the parent is brought there. */
  private async locked<T>(info: RunInfo, body: (folder: string) => Promise<T>): Promise<T> {
    const folder = this.local.runFolder(info);
    const holders = this.holders.get(folder) ?? 0;
    if (holders === 0) acquireLock(folder, lockName(this.target));
    this.holders.set(folder, holders + 1);
    try {
      return await body(folder);
    } finally {
      const left = this.holders.get(folder)! - 1;
      this.holders.set(folder, left);
      if (left === 0) releaseLock(folder, lockName(this.target));
    }
  }

  private async bring(info: RunInfo, folder: string): Promise<RunSyncResult> {
    const run = this.local.withoutMetrics(info);
    const { progress, isNew } = await this.open(run, folder);
    try {
      return { ...(await this.send(run, progress)), isNew };
    } finally {
      progress.write();
    }
  }

  private async send(run: Run, progress: SyncProgress): Promise<Omit<RunSyncResult, "isNew">> {
    const { info } = run;
    if (progress.state.deleted) {
      await this.remote.restoreRun(progress.state.runId);
      progress.keep({ deleted: false, ended: "" });
    }
    // Models first: a point that belongs to one is stored with it only if it was not there before.
    await this.sendModels(run, progress);
    const { points, isDescribed, refused: values } = await this.describe(run, progress);
    const { artifacts, refused } = await this.sendArtifacts(info, progress);
    await this.end(info, progress);
    this.fresh.delete(info.runId);
    return {
      runId: info.runId,
      remoteRunId: progress.state.runId,
      points,
      artifacts,
      isUpToDate: isDescribed,
      isComplete: isDescribed && isTerminal(info.status),
      refused: [...values, ...refused],
    };
  }

  /** What was deleted here is deleted there. */
  private async remove(info: RunInfo, folder: string): Promise<RunSyncResult> {
    const state = readState(folder, this.target);
    const runId = state === null || state.runId === "" ? await this.find(info) : state.runId;
    if (runId !== null && (await this.isThere(runId))) await this.remote.deleteRun(runId);
    new SyncProgress(folder, this.target, { ...(state ?? newState("", true)), runId: runId ?? "", deleted: true }).write();
    this.opening.delete(info.runId);
    return {
      runId: info.runId,
      remoteRunId: runId ?? "",
      isNew: false,
      points: 0,
      artifacts: 0,
      isUpToDate: true,
      isComplete: true,
      refused: [],
    };
  }

  /** The run there, made if need be; what is known of a run that is gone is forgotten. */
  private async open(run: Run, folder: string): Promise<{ progress: SyncProgress; isNew: boolean }> {
    const { runId } = run.info;
    const known = this.opening.get(runId);
    if (known) return { progress: (await known).progress, isNew: false };
    const opening = this.openOnce(run, folder);
    this.opening.set(runId, opening);
    opening.catch(() => this.opening.delete(runId));
    return opening;
  }

  private async openOnce({ info, data }: Run, folder: string): Promise<{ progress: SyncProgress; isNew: boolean }> {
    const read = readState(folder, this.target);
    if (read !== null && read.runId !== "" && (await this.isThere(read.runId)))
      return { progress: new SyncProgress(folder, this.target, read, true), isNew: false };
    const uncertain = read !== null || info.startTime < this.since;
    const found = uncertain ? await this.find(info) : null;
    const progress = new SyncProgress(folder, this.target, newState(found ?? "", uncertain));
    // On disk before it is there: whoever comes after a crash knows that it may be.
    progress.write();
    if (found !== null) return { progress, isNew: false };
    const experimentId = await this.openExperiment(info.experimentId);
    const tags = await this.mapTags(data.tags);
    const made = await this.remote.createRun({
      experimentId,
      runName: info.runName,
      startTime: info.startTime,
      tags: { ...tags, [sourceTag]: info.runId },
    });
    progress.keep({ runId: this.given("run", made.runId) });
    this.fresh.add(info.runId);
    return { progress, isNew: true };
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

  private async find(info: RunInfo): Promise<string | null> {
    const experimentId = await this.openExperiment(info.experimentId);
    const filter = `tags.\`${sourceTag}\` = '${info.runId}'`;
    const { items } = await this.remote.searchRuns([experimentId], { filter, viewType: "ALL" });
    const found = items.find((run) => run.info.lifecycleStage === "active") ?? items[0];
    if (found?.info.lifecycleStage === "deleted" && info.lifecycleStage === "active") await this.remote.restoreRun(found.info.runId);
    return found?.info.runId ?? null;
  }

  /** The experiment there, made if need be; its tags follow those here. */
  private openExperiment(experimentId: string): Promise<string> {
    // One after the other: several runs ask at once.
    const next = this.experimentsOpened.catch(() => {}).then(() => this.openExperimentOnce(experimentId));
    this.experimentsOpened = next;
    return next;
  }

  private async openExperimentOnce(experimentId: string): Promise<string> {
    const { name, tags } = this.local.experiment(experimentId)!;
    const known = this.experiments.get(experimentId);
    const version = fingerprint([name, tags]);
    if (known?.version === version) return known.id;
    const id = this.given("experiment", known?.id ?? (await this.remote.getOrCreateExperiment(name, { tags })));
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
    const remote = await this.remoteId(parent);
    return { ...tags, "mlflow.parentRunId": remote };
  }

  /** Of a run that may not be there yet. */
  private async remoteId(info: RunInfo): Promise<string> {
    const known = await this.opening.get(info.runId);
    if (known) return known.progress.state.runId;
    return this.locked(info, async (folder) => {
      const { progress } = await this.open(this.local.withoutMetrics(info), folder);
      progress.write();
      return progress.state.runId;
    });
  }

  /** Everything but files, in one request if a server takes that much at once. Not described while something that the run read is not there yet. */
  private async describe(run: Run, progress: SyncProgress): Promise<{ isDescribed: boolean; points: number; refused: string[] }> {
    const { state } = progress;
    const { params, tags } = run.data;
    const described = fingerprint([params, tags, run.datasets, run.modelInputs]);
    const isNews = described !== state.described;
    // A run that was just made has its tags.
    const texts = isNews ? { params, ...(this.fresh.has(run.info.runId) ? {} : { tags: await this.mapTags(tags) }) } : {};
    const { points, refused } = await this.sendBatches(run.info, progress, texts);
    if (!isNews) return { isDescribed: true, points, refused };
    if (run.datasets.length > 0) refused.push(...(await this.sendDatasets(run, state.runId)));
    const isLinked = await this.linkInputs(run, state.runId);
    if (isLinked) progress.keep({ described });
    return { isDescribed: isLinked, points, refused };
  }

  private async sendDatasets({ datasets }: Run, runId: string): Promise<string[]> {
    try {
      await this.remote.logDatasets(runId, datasets);
      return [];
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return [`data sets (${error.message})`];
    }
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
  private async sendBatches(info: RunInfo, progress: SyncProgress, texts: Batch): Promise<{ points: number; refused: string[] }> {
    let rest: Batch | null = Object.keys({ ...texts.params, ...texts.tags }).length > 0 ? texts : null;
    let points: Metric[] = [];
    let offsets: Record<string, number> = {};
    let sent = 0;
    const refused: string[] = [];
    const flush = async (): Promise<void> => {
      refused.push(...(await this.logWhatItTakes(progress.state.runId, { ...rest, metrics: points })));
      progress.keep({ offsets: { ...progress.state.offsets, ...offsets } });
      sent += points.length;
      rest = null;
      points = [];
      offsets = {};
    };
    for (const part of await this.unsent(info, progress)) {
      points = [...points, ...part.points];
      offsets[part.key] = part.offset;
      if (points.length >= pointsPerRequest) await flush();
    }
    if (points.length > 0 || rest !== null) await flush();
    return { points: sent, refused };
  }

  /**
   * Points that are not there. Where nothing is known of a run that is there (it was made anew here, with other times), a
   * metric whose last point is there is there: points go in order.
   */
  private async unsent(
    info: RunInfo,
    progress: SyncProgress,
  ): Promise<{ readonly key: string; readonly points: readonly Metric[]; readonly offset: number }[]> {
    const { runId, offsets, uncertain } = progress.state;
    const parts = this.local.tail(info, offsets);
    if (parts.length === 0 || !uncertain || Object.keys(offsets).length > 0 || this.fresh.has(info.runId)) return parts;
    const there = new Map((await this.remote.getRun(runId)).data.metrics.map((point) => [point.key, point]));
    return parts.map((part) => {
      const [last, own] = [there.get(part.key), part.points.reduce(laterPoint)];
      return last && last.step === own.step && Object.is(last.value, own.value) ? { ...part, points: [] } : part;
    });
  }

  /** All at once; else, of what a server refuses, each by itself, texts cut to what older servers take. Returns what it refused. */
  private async logWhatItTakes(runId: string, batch: Batch): Promise<string[]> {
    try {
      await this.remote.logBatch(runId, batch);
      return [];
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
    const refused: string[] = [];
    const single = async (what: string, tries: readonly Batch[]): Promise<void> => {
      for (const [i, part] of tries.entries()) {
        try {
          return await this.remote.logBatch(runId, part);
        } catch (error) {
          if (!isRefusal(error)) throw error;
          if (i === tries.length - 1) refused.push(`${what} (${error.message})`);
        }
      }
    };
    for (const [key, value] of Object.entries(batch.params ?? {}))
      await single(
        `param ${key}`,
        shorter(value).map((text) => ({ params: { [key]: text } })),
      );
    for (const [key, value] of Object.entries(batch.tags ?? {}))
      await single(
        `tag ${key}`,
        shorter(value).map((text) => ({ tags: { [key]: text } })),
      );
    const points = new Map<string, MetricPoint[]>();
    for (const point of batch.metrics ?? []) points.set(point.key, [...(points.get(point.key) ?? []), point]);
    for (const [key, metrics] of points) await single(`metric ${key}`, [{ metrics }]);
    return refused;
  }

  private async sendModels(run: Run, progress: SyncProgress): Promise<void> {
    for (const { model, points } of this.local.modelsOf(run.info)) {
      const files = this.local.artifactFiles(model);
      const output = run.modelOutputs.find(({ modelId }) => modelId === model.modelId);
      const version = fingerprint([model.status, points, output, files]);
      const name = `model ${model.modelId}`;
      if (progress.state.artifacts[name] === version) continue;
      const { runId } = progress.state;
      const remoteId = progress.state.models[model.modelId] ?? (await this.openModel(model, runId, progress.state.uncertain));
      progress.keep({ models: { ...progress.state.models, [model.modelId]: remoteId } });
      progress.write();
      for (const { path, file } of files) await this.remote.uploadArtifact(remoteId, path, { file });
      if (output) await this.remote.logModelOutputs(runId, [{ modelId: remoteId, step: output.step }]);
      if (points.length > 0) await this.remote.logBatch(runId, { metrics: points.map((point) => ({ ...point, modelId: remoteId })) });
      if (model.status !== "PENDING") await this.remote.finalizeLoggedModel(remoteId, model.status);
      progress.keep({ artifacts: { ...progress.state.artifacts, [name]: version } });
    }
  }

  private async openModel(model: LoggedModel, sourceRunId: string, uncertain: boolean): Promise<string> {
    const experimentId = await this.openExperiment(model.experimentId);
    const found = uncertain ? await this.remote.findLoggedModel(experimentId, sourceTag, model.modelId) : null;
    if (found) return found.modelId;
    const { name, modelType, params, tags } = model;
    const made = await this.remote.createLoggedModel({
      experimentId,
      name,
      sourceRunId,
      params,
      tags: { ...tags, [sourceTag]: model.modelId },
      ...(modelType === null ? {} : { modelType }),
    });
    return this.given("model", made.modelId);
  }

  /** Something that answers, and is no MLflow server, gives none: believed, it would seem to have taken everything. */
  private given(what: string, id: string): string {
    if (id === "")
      throw new MlflowError(
        "ENDPOINT_NOT_FOUND",
        `MLflow server ${this.remote.uri}: expected the id of the ${what} that was asked for, got an answer without one. Is the address that of an MLflow server?`,
      );
    return id;
  }

  private async sendArtifacts(info: RunInfo, progress: SyncProgress): Promise<{ artifacts: number; refused: string[] }> {
    const refused: string[] = [];
    const sent: Record<string, string> = {};
    const open = this.local.artifactFiles(info).filter(({ path, version }) => progress.state.artifacts[path] !== version);
    const send = async (): Promise<void> => {
      for (let next = open.shift(); next; next = open.shift()) {
        try {
          await this.remote.uploadArtifact(progress.state.runId, next.path, { file: next.file });
          sent[next.path] = next.version;
        } catch (error) {
          if (!isRefusal(error)) throw error;
          refused.push(next.path);
        }
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(uploadsAtOnce, open.length) }, send));
    } finally {
      if (Object.keys(sent).length > 0) progress.keep({ artifacts: { ...progress.state.artifacts, ...sent } });
    }
    return { artifacts: Object.keys(sent).length, refused };
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
    if (isTerminal(status) && state.uncertain) await this.removeDoubles(info, state.runId);
    // A run that was just made has its name.
    const name = this.fresh.has(info.runId) ? {} : { runName };
    await this.remote.updateRun(state.runId, { status, ...name, ...(endTime === null ? {} : { endTime }) });
    progress.keep({ ended });
  }
}
