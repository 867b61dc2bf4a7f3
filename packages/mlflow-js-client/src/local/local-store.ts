import { randomUUID } from "node:crypto";
import {
  checkArtifactPath,
  checkDatasets,
  checkExperimentName,
  checkExperimentTags,
  checkKey,
  checkParams,
  checkPoint,
  checkStatus,
  checkTags,
  checkTime,
  datasetKey,
  isTerminal,
  refuseSecondContext,
  wellFormed,
} from "../checks.js";
import type { Experiment, LoggedModel, Page, RunInfo, Tags, ViewType } from "../entities.js";
import { invalid, MlflowError, notFound } from "../mlflow-error.js";
import type { Store } from "../store.js";
import { userName } from "../user-name.js";
import type { Backend } from "./backend.js";
import { selectExperiments, selectRuns } from "./filter.js";
import { randomRunName } from "./run-name.js";

const newId = (): string => randomUUID().replaceAll("-", "");

function stages(viewType: ViewType = "ACTIVE_ONLY"): (item: { readonly lifecycleStage: string }) => boolean {
  if (!["ACTIVE_ONLY", "DELETED_ONLY", "ALL"].includes(viewType))
    throw invalid(`search: expected viewType ACTIVE_ONLY, DELETED_ONLY or ALL, got ${viewType}.`);
  return (item) => viewType === "ALL" || (item.lifecycleStage === "active") === (viewType === "ACTIVE_ONLY");
}

function page<T>(
  items: readonly T[],
  { maxResults = 1000, pageToken }: { readonly maxResults?: number; readonly pageToken?: string },
): Page<T> {
  const start = pageToken === undefined ? 0 : Number(pageToken);
  if (!Number.isInteger(maxResults) || maxResults < 1 || maxResults > 50_000)
    throw invalid(`search: expected maxResults in [1, 50000], got ${maxResults}.`);
  if (!Number.isInteger(start) || start < 0)
    throw invalid(`search: expected a pageToken from the page before, got ${JSON.stringify(pageToken)}.`);
  const end = start + maxResults;
  return { items: items.slice(start, end), ...(end < items.length ? { nextPageToken: String(end) } : {}) };
}

/** The rules of MLflow's stores over a backend on this machine. */
export function localStore(backend: Backend): Store {
  function experimentOf(experimentId: string): Experiment {
    return backend.experiment(experimentId) ?? fail("experiment", experimentId);
  }

  function fail(what: string, id: string): never {
    throw notFound(what, id);
  }

  const infoOf = (runId: string): RunInfo => backend.runInfo(runId) ?? fail("run", runId);
  const modelOf = (modelId: string): LoggedModel => backend.model(modelId) ?? fail("logged model", modelId);

  function activeExperiment(experimentId: string): Experiment {
    const experiment = experimentOf(experimentId);
    if (experiment.lifecycleStage !== "active")
      throw invalid(`experiment ${experimentId}: expected an active experiment, got a deleted one. Restore it first.`);
    return experiment;
  }

  function byName(name: string): Experiment | null {
    return backend.experiments().find((experiment) => experiment.name === name) ?? null;
  }

  /** Runs `write` as the only writer of the run; a run that has ended is let go again. */
  function writing<T>(runId: string, write: (info: RunInfo) => T): T {
    const info = infoOf(runId);
    if (info.lifecycleStage !== "active") throw invalid(`run ${runId}: expected an active run, got a deleted one. Restore it first.`);
    backend.lock(info);
    try {
      return write(info);
    } finally {
      if (isTerminal(infoOf(runId).status)) backend.unlock(info);
    }
  }

  function refuseChangedParams(info: RunInfo, params: Readonly<Record<string, string>>): void {
    const before = backend.params(info);
    for (const [key, value] of Object.entries(params)) {
      if (before[key] === undefined || before[key] === value) continue;
      throw invalid(
        `param ${key}: expected the value it has, ${JSON.stringify(before[key])}, got ${JSON.stringify(value)}. Params are written once.`,
      );
    }
  }

  function setStage(experimentId: string, stage: "active" | "deleted"): void {
    const experiment = experimentOf(experimentId);
    if (experiment.lifecycleStage === stage) throw notFound(`${stage === "active" ? "deleted" : "active"} experiment`, experimentId);
    const runs = backend.runs(experimentId);
    for (const run of runs) if (run.lifecycleStage !== stage) backend.replaceRun({ ...run, lifecycleStage: stage });
    backend.replaceExperiment({ ...experiment, lifecycleStage: stage, lastUpdateTime: Date.now() });
  }

  async function createExperiment(
    name: string,
    options: { readonly artifactLocation?: string; readonly tags?: Tags } = {},
  ): Promise<string> {
    const checked = checkExperimentName(name);
    const tags = checkExperimentTags(options.tags ?? {});
    const before = byName(checked);
    const made = before === null ? backend.addExperiment(checked, options.artifactLocation, Date.now()) : null;
    if (made === null) {
      const state = before?.lifecycleStage === "deleted" ? " deleted" : "";
      throw new MlflowError(
        "RESOURCE_ALREADY_EXISTS",
        `experiment: expected a name that is free, got that of a${state} experiment: ${JSON.stringify(name)}.`,
      );
    }
    backend.putExperimentTags(made.experimentId, tags);
    return made.experimentId;
  }

  return {
    uri: backend.uri,
    createExperiment,

    async getOrCreateExperiment(name, options = {}) {
      const found = byName(checkExperimentName(name));
      if (found) return activeExperiment(found.experimentId).experimentId;
      try {
        return await createExperiment(name, options);
      } catch (error) {
        const other = error instanceof MlflowError && error.code === "RESOURCE_ALREADY_EXISTS" ? byName(name) : null;
        if (other === null) throw error;
        return other.experimentId;
      }
    },

    getExperiment: async (experimentId) => experimentOf(experimentId),
    getExperimentByName: async (name) => byName(name),

    async searchExperiments(options = {}) {
      return page(selectExperiments(backend.experiments().filter(stages(options.viewType)), options.filter, options.orderBy), options);
    },

    async renameExperiment(experimentId, name) {
      const experiment = activeExperiment(experimentId);
      const other = byName(checkExperimentName(name));
      if (other && other.experimentId !== experimentId)
        throw new MlflowError("RESOURCE_ALREADY_EXISTS", `experiment: expected a name that is free, got ${JSON.stringify(name)}.`);
      backend.replaceExperiment({ ...experiment, name, lastUpdateTime: Date.now() });
    },

    deleteExperiment: async (experimentId) => setStage(experimentId, "deleted"),
    restoreExperiment: async (experimentId) => setStage(experimentId, "active"),

    async setExperimentTags(experimentId, tags) {
      activeExperiment(experimentId);
      backend.putExperimentTags(experimentId, checkExperimentTags(tags));
    },

    async createRun({ experimentId, runName, startTime, tags = {}, runId = newId() }) {
      const experiment = activeExperiment(experimentId);
      const checked = checkTags(tags);
      const tagged = checked["mlflow.runName"];
      if (runName && tagged && runName !== tagged)
        throw invalid(`run: expected one name, got runName ${JSON.stringify(runName)} and tag mlflow.runName ${JSON.stringify(tagged)}.`);
      const name = wellFormed(runName || tagged || randomRunName());
      if (backend.runInfo(runId) !== null)
        throw new MlflowError("RESOURCE_ALREADY_EXISTS", `run ${runId}: expected a new id, got that of a run.`);
      return backend.addRun({
        experiment,
        runId: checkNewRunId(runId),
        runName: name,
        userId: checked["mlflow.user"] ?? userName() ?? "unknown",
        startTime: checkTime("run start time", startTime ?? Date.now()),
        tags: { ...checked, ...checkTags({ "mlflow.runName": name }) },
      });
    },

    async updateRun(runId, { status, endTime, runName }) {
      return writing(runId, (info) => {
        const next: RunInfo = {
          ...info,
          ...(status === undefined ? {} : { status: checkStatus(status) }),
          ...(endTime === undefined ? {} : { endTime: checkTime("run end time", endTime) }),
          ...(runName ? { runName: wellFormed(runName) } : {}),
        };
        if (runName) backend.putTags(info, checkTags({ "mlflow.runName": next.runName }));
        backend.replaceRun(next);
        return next;
      });
    },

    getRun: async (runId) => backend.run(infoOf(runId)),

    async searchRuns(experimentIds, options = {}) {
      const infos = experimentIds.flatMap((id) => (backend.experiment(id) ? backend.runs(id) : [])).filter(stages(options.viewType));
      return page(
        selectRuns(
          infos.map((info) => backend.run(info)),
          options.filter,
          options.orderBy,
        ),
        options,
      );
    },

    async deleteRun(runId) {
      const info = infoOf(runId);
      backend.lock(info);
      backend.replaceRun({ ...info, lifecycleStage: "deleted" });
      backend.unlock(info);
    },

    async restoreRun(runId) {
      const info = infoOf(runId);
      experimentOf(info.experimentId);
      backend.replaceRun({ ...info, lifecycleStage: "active" });
    },

    async logBatch(runId, { metrics = [], params = {}, tags = {} }) {
      const now = Date.now();
      const points = metrics.map((point) => checkPoint(point, now));
      const [checkedParams, checkedTags] = [checkParams(params), checkTags(tags)];
      writing(runId, (info) => {
        refuseChangedParams(info, checkedParams);
        for (const { modelId } of points) if (modelId !== undefined) modelOf(modelId);
        backend.putParams(info, checkedParams);
        backend.putTags(info, checkedTags);
        backend.appendPoints(info, points);
        const runName = checkedTags["mlflow.runName"];
        if (runName !== undefined && runName !== info.runName) backend.replaceRun({ ...info, runName });
      });
    },

    async deleteTag(runId, key) {
      if (!writing(runId, (info) => backend.removeTag(info, key))) throw notFound(`tag of run ${runId}`, key);
    },

    async getMetricHistory(runId, key, options = {}) {
      const points = backend.history(infoOf(runId), checkKey("metric", key));
      return page(
        points.sort((a, b) => a.timestamp - b.timestamp || a.step - b.step),
        { maxResults: 25_000, ...options },
      );
    },

    async logDatasets(runId, datasets) {
      const checked = checkDatasets(datasets);
      writing(runId, (info) => {
        const before = new Map(backend.run(info).datasets.map((input) => [datasetKey(input.dataset), input]));
        for (const input of checked) refuseSecondContext(before.get(datasetKey(input.dataset)), input);
        backend.putDatasets(info, checked);
      });
    },

    async logModelInputs(runId, modelIds) {
      for (const modelId of modelIds) modelOf(modelId);
      writing(runId, (info) => backend.putModelInputs(info, modelIds));
    },

    async logModelOutputs(runId, outputs) {
      for (const { modelId } of outputs) modelOf(modelId);
      writing(runId, (info) =>
        backend.putModelOutputs(
          info,
          outputs.map(({ modelId, step }) => ({ modelId, step: Math.trunc(step) })),
        ),
      );
    },

    async createLoggedModel({ experimentId, name, sourceRunId, modelType, params = {}, tags = {} }) {
      activeExperiment(experimentId);
      const now = Date.now();
      return backend.addModel({
        modelId: `m-${newId()}`,
        experimentId,
        name: checkModelName(name),
        sourceRunId: sourceRunId ?? null,
        modelType: modelType ?? null,
        status: "PENDING",
        creationTime: now,
        lastUpdateTime: now,
        params: checkParams(params),
        tags: checkTags(tags),
      });
    },

    getLoggedModel: async (modelId) => modelOf(modelId),
    findLoggedModel: async (experimentId, tag, value) => backend.models(experimentId).find((model) => model.tags[tag] === value) ?? null,

    async finalizeLoggedModel(modelId, status) {
      const model: LoggedModel = { ...modelOf(modelId), status, lastUpdateTime: Date.now() };
      backend.replaceModel(model);
      return model;
    },

    async uploadArtifact(target, path, content) {
      const checked = checkArtifactPath(path);
      if (target.startsWith("m-")) return backend.upload(modelOf(target), checked, content);
      const info = infoOf(target);
      if (info.lifecycleStage !== "active") throw invalid(`run ${target}: expected an active run, got a deleted one. Restore it first.`);
      return backend.upload(info, checked, content);
    },

    async downloadArtifact(target, path) {
      const owner = target.startsWith("m-") ? modelOf(target) : infoOf(target);
      return (await backend.download(owner, checkArtifactPath(path))) ?? fail("artifact", path);
    },

    async listArtifacts(target, path = "") {
      const owner = target.startsWith("m-") ? modelOf(target) : infoOf(target);
      return backend.list(owner, path === "" ? "" : checkArtifactPath(path));
    },

    async close() {
      backend.close();
    },
  };
}

function checkNewRunId(runId: string): string {
  if (!/^[0-9a-f]{32}$/.test(runId)) throw invalid(`run id: expected 32 hexadecimal digits, got ${JSON.stringify(runId)}.`);
  return runId;
}

function checkModelName(name: string): string {
  // MLflow refuses these: the name stands in `models:/` addresses.
  if (typeof name !== "string" || name === "" || /[/:.%"']/.test(name))
    throw invalid(`logged model: expected a name without / : . % " ', got ${JSON.stringify(name)}.`);
  return wellFormed(name);
}
