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
  limits,
  pointIdentity,
  refuseSecondContext,
  wellFormed,
} from "../checks.js";
import type { Experiment, LoggedModel, Metric, Page, Run, RunInfo, Tags } from "../entities.js";
import { invalid, MlflowError } from "../mlflow-error.js";
import type { SearchOptions, Store } from "../store.js";
import { userName } from "../user-name.js";
import { type ArtifactOwner, download, listArtifacts, upload } from "./artifacts.js";
import { type ConnectionOptions, resolveConnection } from "./credentials.js";
import { modelRegistry, type ModelRegistry } from "./registry.js";
import { Transport } from "./transport.js";
import {
  fromDatasetInput,
  fromMetric,
  list,
  text,
  toExperiment,
  toLoggedModel,
  toMetric,
  toPairs,
  toRun,
  toRunInfo,
  type Wire,
  wire,
} from "./wire.js";

const api = "/api/2.0/mlflow";
/** Hidden by MLflow's page, as all tags that begin with "mlflow.": finds what a request made whose answer was lost. */
const requestTag = "mlflow.jsClient.requestId";

export interface RestStore extends Store, ModelRegistry {
  /** "3.17.2". */
  serverVersion(): Promise<string>;
  /** "SqlStore" or "FileStore"; null on servers before 3.10, which do not say. */
  serverStoreType(): Promise<string | null>;
}

type Point = Metric & { readonly modelId?: string };

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

interface WireBatch {
  readonly params: readonly { readonly key: string; readonly value: string }[];
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly metrics: readonly Point[];
}

/** One request where a server takes that much at once, so that it stores all or nothing. */
function requests(all: WireBatch): WireBatch[] {
  const { params, tags, metrics } = all;
  const fits =
    params.length <= limits.paramsPerBatch &&
    tags.length <= limits.tagsPerBatch &&
    params.length + tags.length + metrics.length <= limits.metricsPerBatch;
  if (fits) return [all];
  const nothing = { params: [], tags: [], metrics: [] };
  return [
    ...chunks(params, limits.paramsPerBatch).map((part) => ({ ...nothing, params: part })),
    ...chunks(tags, limits.tagsPerBatch).map((part) => ({ ...nothing, tags: part })),
    ...chunks(metrics, limits.metricsPerBatch).map((part) => ({ ...nothing, metrics: part })),
  ];
}

const codeOf = (error: unknown): unknown => (error instanceof MlflowError ? error.code : undefined);
const isDeletedOf = (item: { readonly lifecycleStage: string }): boolean => item.lifecycleStage === "deleted";

/**
 * Runs on an MLflow tracking server (3.x, REST API 2.0), which may stand behind a path (`https://host/mlflow`).
 *
 * What fails on the way is repeated with growing waits: no answer, 408, 429, 502, 503, 504, and 500 without an MLflow error
 * code. A repetition never makes a second run, model or point.
 *
 * @throws MlflowError UNREACHABLE after the last try, UNAUTHENTICATED, PERMISSION_DENIED, or the server's own code.
 */
export function restStore(uri: string, options: ConnectionOptions = {}): RestStore {
  const connection = resolveConnection(uri, options);
  const transport = new Transport(connection);
  const isLocalServer = ["localhost", "127.0.0.1", "[::1]"].includes(connection.base.hostname);

  const get = (path: string, query: Readonly<Record<string, string | undefined>> = {}): Promise<Wire> =>
    transport.json({ method: "GET", path: api + path, query });
  const post = (path: string, json: unknown, recover?: () => Promise<unknown>): Promise<Wire> =>
    transport.json({ method: "POST", path: api + path, json }, recover);

  /** By id of run or logged model: they never change. */
  const artifactUris = new Map<string, string>();
  /** Runs that were made here and had nothing linked to them since, by kind of link. */
  const untouched = { inputs: new Set<string>(), outputs: new Set<string>() };

  let storeType: Promise<string | null> | undefined;
  async function serverStoreType(): Promise<string | null> {
    storeType ??= transport.json({ method: "GET", path: "/api/3.0/mlflow/server-info" }).then(
      (info) => text(info["store_type"]) || null,
      (error: unknown) => {
        if (codeOf(error) === "ENDPOINT_NOT_FOUND") return null;
        storeType = undefined;
        throw error;
      },
    );
    return storeType;
  }

  async function getExperiment(experimentId: string): Promise<Experiment> {
    return toExperiment(wire((await get("/experiments/get", { experiment_id: experimentId }))["experiment"]));
  }

  async function getExperimentByName(name: string): Promise<Experiment | null> {
    try {
      return toExperiment(wire((await get("/experiments/get-by-name", { experiment_name: name }))["experiment"]));
    } catch (error) {
      if (codeOf(error) === "RESOURCE_DOES_NOT_EXIST") return null;
      throw error;
    }
  }

  async function createExperiment(
    name: string,
    { artifactLocation, tags = {} }: { readonly artifactLocation?: string; readonly tags?: Tags } = {},
  ): Promise<string> {
    const requestId = randomUUID();
    const json = {
      name: checkExperimentName(name),
      artifact_location: artifactLocation,
      tags: toPairs({ ...checkExperimentTags(tags), [requestTag]: requestId }),
    };
    const answer = await post("/experiments/create", json, async () => {
      const found = await getExperimentByName(name);
      return found?.tags[requestTag] === requestId ? { experiment_id: found.experimentId } : undefined;
    });
    return text(answer["experiment_id"]);
  }

  async function getOrCreateExperiment(
    name: string,
    how: { readonly artifactLocation?: string; readonly tags?: Tags } = {},
  ): Promise<string> {
    let found = await getExperimentByName(checkExperimentName(name));
    if (found === null) {
      try {
        return await createExperiment(name, how);
      } catch (error) {
        if (codeOf(error) !== "RESOURCE_ALREADY_EXISTS") throw error;
        found = await getExperimentByName(name);
        if (found === null) throw error;
      }
    }
    if (isDeletedOf(found))
      throw invalid(`experiment ${found.experimentId}: expected an active experiment, got a deleted one. Restore it first.`);
    return found.experimentId;
  }

  async function getRun(runId: string): Promise<Run> {
    const run = toRun(wire((await get("/runs/get", { run_id: runId }))["run"]));
    artifactUris.set(runId, run.info.artifactUri);
    return run;
  }

  function modelOf(answer: unknown): LoggedModel {
    const model = toLoggedModel(wire(answer));
    artifactUris.set(model.modelId, model.artifactUri);
    return model;
  }

  async function getLoggedModel(modelId: string): Promise<LoggedModel> {
    return modelOf((await get(`/logged-models/${encodeURIComponent(modelId)}`))["model"]);
  }

  /** What a run read, and made, is asked for before more is linked; of a run that was just made it is known. */
  async function linksOf(runId: string, kind: keyof typeof untouched): Promise<Pick<Run, "datasets" | "modelInputs" | "modelOutputs">> {
    return untouched[kind].delete(runId) ? { datasets: [], modelInputs: [], modelOutputs: [] } : getRun(runId);
  }

  function search(
    path: string,
    { filter, orderBy, viewType = "ACTIVE_ONLY", maxResults = 1000, pageToken }: SearchOptions,
    more: Wire,
  ): Promise<Wire> {
    const view = path.startsWith("/runs") ? { run_view_type: viewType } : { view_type: viewType };
    return post(path, { filter, order_by: orderBy, max_results: maxResults, page_token: pageToken, ...view, ...more });
  }

  function page<T>(answer: Wire, items: readonly T[]): Page<T> {
    const token = text(answer["next_page_token"]);
    return { items, ...(token === "" ? {} : { nextPageToken: token }) };
  }

  async function getMetricHistory(
    runId: string,
    key: string,
    { maxResults = 25_000, pageToken }: { readonly maxResults?: number; readonly pageToken?: string } = {},
  ): Promise<Page<Metric>> {
    // Without max_results servers before 3.7 return nothing.
    const answer = await get("/metrics/get-history", {
      run_id: runId,
      metric_key: checkKey("metric", key),
      max_results: String(maxResults),
      page_token: pageToken,
    });
    return page(answer, list(answer["metrics"]).map(toMetric));
  }

  async function storedPoints(runId: string, keys: Iterable<string>): Promise<Map<string, Set<string>>> {
    const stored = new Map<string, Set<string>>();
    for (const key of keys) {
      const identities = new Set<string>();
      for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
        const part = await getMetricHistory(runId, key, token === undefined ? {} : { pageToken: token });
        for (const point of part.items) identities.add(pointIdentity(point));
        token = part.nextPageToken;
      }
      stored.set(key, identities);
    }
    return stored;
  }

  /** Points that the server has not; only a server with a database ignores those that it has. */
  async function missingPoints(runId: string, points: readonly Point[]): Promise<readonly Point[]> {
    const stored = await storedPoints(runId, new Set(points.map((point) => point.key)));
    return points.filter((point) => !stored.get(point.key)!.has(pointIdentity(point)));
  }

  async function sendBatch(runId: string, batch: WireBatch): Promise<void> {
    const json = { run_id: runId, params: batch.params, tags: batch.tags, metrics: batch.metrics.map(fromMetric) };
    if (batch.metrics.length === 0 || (await serverStoreType()) === "SqlStore") {
      await post("/runs/log-batch", json);
      return;
    }
    // A file store appends whatever comes: what is there is left out, also after a try whose answer was lost.
    const metrics = await missingPoints(runId, batch.metrics);
    if (metrics.length === 0 && batch.params.length === 0 && batch.tags.length === 0) return;
    await post("/runs/log-batch", { ...json, metrics: metrics.map(fromMetric) }, async () => {
      const missing = await missingPoints(runId, metrics);
      return missing.length < metrics.length ? sendBatch(runId, { ...batch, metrics: missing }).then(() => ({})) : undefined;
    });
  }

  /** The repetition of a change that the server made already may be refused: then what is there decides. */
  async function change(path: string, json: Wire, isDone: () => Promise<boolean>): Promise<void> {
    await post(path, json, async () => ((await isDone()) ? {} : undefined));
  }

  async function ownerOf(target: string): Promise<ArtifactOwner> {
    const isModel = target.startsWith("m-");
    const known = artifactUris.get(target);
    return {
      id: target,
      isModel,
      uri: known ?? (isModel ? (await getLoggedModel(target)).artifactUri : (await getRun(target)).info.artifactUri),
    };
  }

  async function findLoggedModel(experimentId: string, tag: string, value: string): Promise<LoggedModel | null> {
    if (/['`]/.test(tag + value))
      throw invalid(`logged model: expected a tag and a value without quotes, got ${JSON.stringify({ [tag]: value })}.`);
    const answer = await post("/logged-models/search", { experiment_ids: [experimentId], filter: `tags.\`${tag}\` = '${value}'` });
    const found = list(answer["models"])[0];
    return found ? toLoggedModel(found) : null;
  }

  let lastInputs: Promise<unknown> = Promise.resolve();

  return {
    uri: transport.uri,
    ...modelRegistry(transport, api),

    async serverVersion() {
      return (await transport.bytes({ method: "GET", path: "/version" })).toString("utf8").trim();
    },
    serverStoreType,

    createExperiment,
    getOrCreateExperiment,
    getExperiment,
    getExperimentByName,
    async searchExperiments(how = {}) {
      const answer = await search("/experiments/search", how, {});
      return page(answer, list(answer["experiments"]).map(toExperiment));
    },
    async renameExperiment(experimentId, name) {
      await post("/experiments/update", { experiment_id: experimentId, new_name: checkExperimentName(name) });
    },
    deleteExperiment: (experimentId) =>
      change("/experiments/delete", { experiment_id: experimentId }, async () => isDeletedOf(await getExperiment(experimentId))),
    restoreExperiment: (experimentId) =>
      change("/experiments/restore", { experiment_id: experimentId }, async () => !isDeletedOf(await getExperiment(experimentId))),
    async setExperimentTags(experimentId, tags) {
      for (const { key, value } of toPairs(checkExperimentTags(tags)))
        await post("/experiments/set-experiment-tag", { experiment_id: experimentId, key, value });
    },

    async createRun({ experimentId, runName, startTime, tags = {}, runId }) {
      if (runId !== undefined) throw invalid(`run id: expected none for a server, which gives its own, got ${JSON.stringify(runId)}.`);
      const requestId = randomUUID();
      const checked: Record<string, string> = { ...checkTags(tags), [requestTag]: requestId };
      const tagged = checked["mlflow.runName"];
      if (runName && tagged && runName !== tagged)
        throw invalid(`run: expected one name, got runName ${JSON.stringify(runName)} and tag mlflow.runName ${JSON.stringify(tagged)}.`);
      const json = {
        experiment_id: experimentId,
        user_id: checked["mlflow.user"] ?? userName() ?? "unknown",
        run_name: wellFormed(runName || tagged || "") || undefined,
        start_time: checkTime("run start time", startTime ?? Date.now()),
        tags: toPairs(checked),
      };
      const answer = await post("/runs/create", json, async () => {
        const found = await search(
          "/runs/search",
          { filter: `tags.\`${requestTag}\` = '${requestId}'`, viewType: "ALL" },
          { experiment_ids: [experimentId] },
        );
        const run = list(found["runs"])[0];
        return run && { run };
      });
      const info = toRunInfo(wire(wire(answer["run"])["info"]));
      artifactUris.set(info.runId, info.artifactUri);
      for (const runs of Object.values(untouched)) runs.add(info.runId);
      return info;
    },

    async updateRun(runId, { status, endTime, runName }) {
      const answer = await post("/runs/update", {
        run_id: runId,
        status: status === undefined ? undefined : checkStatus(status),
        end_time: endTime === undefined ? undefined : checkTime("run end time", endTime),
        run_name: runName ? wellFormed(runName) : undefined,
      });
      return toRunInfo(wire(answer["run_info"])) satisfies RunInfo;
    },

    getRun,
    async searchRuns(experimentIds, how = {}) {
      if (experimentIds.length === 0) return { items: [] };
      const answer = await search("/runs/search", how, { experiment_ids: experimentIds });
      return page(answer, list(answer["runs"]).map(toRun));
    },
    deleteRun: (runId) => change("/runs/delete", { run_id: runId }, async () => isDeletedOf((await getRun(runId)).info)),
    restoreRun: (runId) => change("/runs/restore", { run_id: runId }, async () => !isDeletedOf((await getRun(runId)).info)),

    async logBatch(runId, { metrics = [], params = {}, tags = {} }) {
      const now = Date.now();
      const points = new Map(
        metrics.map((metric) => checkPoint(metric, now)).map((point) => [`${pointIdentity(point)} ${point.key}`, point]),
      );
      const all: WireBatch = { params: toPairs(checkParams(params)), tags: toPairs(checkTags(tags)), metrics: [...points.values()] };
      for (const batch of requests(all)) await sendBatch(runId, batch);
    },

    deleteTag: (runId, key) =>
      change("/runs/delete-tag", { run_id: runId, key }, async () => (await getRun(runId)).data.tags[key] === undefined),
    getMetricHistory,

    async logDatasets(runId, datasets) {
      const checked = checkDatasets(datasets);
      const before = new Map((await linksOf(runId, "inputs")).datasets.map((input) => [datasetKey(input.dataset), input]));
      for (const input of checked) refuseSecondContext(before.get(datasetKey(input.dataset)), input);
      const send = () => post("/runs/log-inputs", { run_id: runId, datasets: checked.map(fromDatasetInput) });
      // The server looks for a data set and then makes it: of two that do so at once its database refuses the second, which finds it
      // when it asks again. Our own take turns; others may be at it too.
      const turn = lastInputs.then(send).catch((error: unknown) => {
        if (!isTakenMeanwhile(error)) throw error;
        return send();
      });
      lastInputs = turn.catch(() => undefined);
      await turn;
    },
    async logModelInputs(runId, modelIds) {
      const there = new Set((await linksOf(runId, "inputs")).modelInputs);
      const models = modelIds.filter((id) => !there.has(id)).map((id) => ({ model_id: id }));
      if (models.length > 0)
        await change("/runs/log-inputs", { run_id: runId, models }, async () =>
          (await getRun(runId)).modelInputs.includes(models[0]!.model_id),
        );
    },
    async logModelOutputs(runId, outputs) {
      // A second link between run and model breaks a constraint of the server's database.
      const there = new Set((await linksOf(runId, "outputs")).modelOutputs.map(({ modelId }) => modelId));
      const models = outputs
        .filter(({ modelId }) => !there.has(modelId))
        .map(({ modelId, step }) => ({ model_id: modelId, step: Math.trunc(step) }));
      const isDone = async (): Promise<boolean> =>
        (await getRun(runId)).modelOutputs.some(({ modelId }) => modelId === models[0]!.model_id);
      if (models.length > 0) await change("/runs/outputs", { run_id: runId, models }, isDone);
    },

    async createLoggedModel({ experimentId, name, sourceRunId, modelType, params = {}, tags = {} }) {
      const requestId = randomUUID();
      const json = {
        experiment_id: experimentId,
        name,
        source_run_id: sourceRunId,
        model_type: modelType,
        params: toPairs(checkParams(params)),
        tags: toPairs({ ...checkTags(tags), [requestTag]: requestId }),
      };
      const answer = await post("/logged-models", json, async () => {
        const found = await findLoggedModel(experimentId, requestTag, requestId);
        return found ? { model: { info: { model_id: found.modelId } } } : undefined;
      });
      const info = wire(wire(answer["model"])["info"]);
      return info["artifact_uri"] === undefined ? getLoggedModel(text(info["model_id"])) : modelOf(answer["model"]);
    },
    getLoggedModel,
    findLoggedModel,
    async finalizeLoggedModel(modelId, status) {
      const json = { model_id: modelId, status: status === "READY" ? "LOGGED_MODEL_READY" : "LOGGED_MODEL_UPLOAD_FAILED" };
      const answer = await transport.json({ method: "PATCH", path: `${api}/logged-models/${encodeURIComponent(modelId)}`, json });
      return answer["model"] === undefined ? getLoggedModel(modelId) : modelOf(answer["model"]);
    },

    async uploadArtifact(target, path, content) {
      const checked = checkArtifactPath(path);
      await upload(transport, await ownerOf(target), checked, content, isLocalServer);
    },
    async downloadArtifact(target, path) {
      const bytes = await download(transport, await ownerOf(target), checkArtifactPath(path), isLocalServer);
      if (bytes === null)
        throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `expected an existing artifact of ${target}, got ${JSON.stringify(path)}.`);
      return bytes;
    },
    async listArtifacts(target, path = "") {
      const owner: ArtifactOwner = { id: target, isModel: target.startsWith("m-"), uri: "" };
      return listArtifacts(transport, owner, path === "" ? "" : checkArtifactPath(path), api);
    },

    async close() {
      transport.close();
    },
  };
}

/** A server's database said that somebody made the same entry in between: SQLite, PostgreSQL and MySQL have a word each. */
function isTakenMeanwhile(error: unknown): boolean {
  return error instanceof MlflowError && /UNIQUE constraint|duplicate key|Duplicate entry/.test(error.message);
}
