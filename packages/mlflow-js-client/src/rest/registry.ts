import { randomUUID } from "node:crypto";
import { checkTags } from "../checks.js";
import type { Tags } from "../entities.js";
import { invalid } from "../mlflow-error.js";
import type { Transport } from "./transport.js";
import { fromPairs, list, text, toPairs, type Wire, wire } from "./wire.js";

/** A name that versions of a model are registered under. */
export interface RegisteredModel {
  readonly name: string;
  readonly description: string;
  readonly tags: Tags;
  /** Version by alias. */
  readonly aliases: Readonly<Record<string, string>>;
}

/** One version of a registered model. */
export interface ModelVersion {
  readonly name: string;
  /** A text, as MLflow has it: "1". */
  readonly version: string;
  readonly source: string;
  readonly runId: string | null;
  readonly status: string;
  readonly description: string;
  readonly tags: Tags;
  readonly aliases: readonly string[];
}

/** What becomes a version of a registered model. */
export interface CreateModelVersion {
  readonly name: string;
  /** Address of the model's files: the artifact address of a logged model, or a folder inside the run's. */
  readonly source: string;
  readonly runId?: string;
  /** The logged model that this version is. */
  readonly modelId?: string;
  readonly description?: string;
  readonly tags?: Tags;
}

/** Models by name, version and alias. Only servers with a database have one. */
export interface ModelRegistry {
  /**
   * Makes a name that versions can be registered under.
   *
   * @throws MlflowError if there is one.
   */
  createRegisteredModel(name: string, options?: { readonly description?: string; readonly tags?: Tags }): Promise<RegisteredModel>;
  /** Made if need be; safe when several ask at once. */
  getOrCreateRegisteredModel(name: string): Promise<RegisteredModel>;
  /** @throws MlflowError if there is none. */
  getRegisteredModel(name: string): Promise<RegisteredModel>;
  /** Takes a name away, with all its versions; what they were made of stays. */
  deleteRegisteredModel(name: string): Promise<void>;
  /** Registers the next version under a name. */
  createModelVersion(version: CreateModelVersion): Promise<ModelVersion>;
  /** @throws MlflowError if there is none. */
  getModelVersion(name: string, version: string): Promise<ModelVersion>;
  /**
   * The version that an alias stands for.
   *
   * @throws MlflowError if there is none.
   */
  getModelVersionByAlias(name: string, alias: string): Promise<ModelVersion>;
  /** All versions of a model, newest first. */
  listModelVersions(name: string): Promise<readonly ModelVersion[]>;
  /** Sets tags of a version; others stay. */
  setModelVersionTags(name: string, version: string, tags: Tags): Promise<void>;
  /** Lets an alias stand for a version, and for no other of that name. */
  setAlias(name: string, alias: string, version: string): Promise<void>;
  /** Takes an alias away; its version stays. */
  deleteAlias(name: string, alias: string): Promise<void>;
}

const requestTag = "mlflow.jsClient.requestId";

function aliasesOf(model: Wire): Record<string, string> {
  return Object.fromEntries(list(model["aliases"]).map((entry) => [text(entry["alias"]), text(entry["version"])]));
}

const toRegisteredModel = (model: Wire): RegisteredModel => ({
  name: text(model["name"]),
  description: text(model["description"]),
  tags: fromPairs(model["tags"]),
  aliases: aliasesOf(model),
});

const toModelVersion = (version: Wire): ModelVersion => ({
  name: text(version["name"]),
  version: text(version["version"]),
  source: text(version["source"]),
  runId: text(version["run_id"]) || null,
  status: text(version["status"]),
  description: text(version["description"]),
  tags: fromPairs(version["tags"]),
  aliases: Array.isArray(version["aliases"]) ? version["aliases"].map(String) : [],
});

function checkName(name: string): string {
  if (typeof name !== "string" || name.trim() === "" || /[/:'"]/.test(name) || name === "." || name === "..") {
    throw invalid(`registered model: expected a name without / : and quotes, got ${JSON.stringify(name)}.`);
  }
  return name;
}

function checkAlias(alias: string): string {
  if (typeof alias !== "string" || !/^[\p{L}\p{N}_-]{1,255}$/u.test(alias))
    throw invalid(`model alias: expected letters, digits, "_" and "-", got ${JSON.stringify(alias)}.`);
  if (/^(latest|v\d+)$/i.test(alias))
    throw invalid(
      `model alias: expected another name than "latest" and "v1", which MLflow keeps for itself, got ${JSON.stringify(alias)}.`,
    );
  return alias;
}

export function modelRegistry(transport: Transport, api: string): ModelRegistry {
  const models = `${api}/registered-models`;
  const versions = `${api}/model-versions`;

  async function getRegisteredModel(name: string): Promise<RegisteredModel> {
    const answer = await transport.json({ method: "GET", path: `${models}/get`, query: { name: checkName(name) } });
    return toRegisteredModel(wire(answer["registered_model"]));
  }

  async function createRegisteredModel(
    name: string,
    options: { readonly description?: string; readonly tags?: Tags } = {},
  ): Promise<RegisteredModel> {
    const requestId = randomUUID();
    const tags = { ...checkTags(options.tags ?? {}), [requestTag]: requestId };
    const json = { name: checkName(name), description: options.description, tags: toPairs(tags) };
    const answer = await transport.json({ method: "POST", path: `${models}/create`, json }, async () => {
      const found = await getRegisteredModel(name).catch(() => undefined);
      return found?.tags[requestTag] === requestId ? { registered_model: { ...json, name } } : undefined;
    });
    return toRegisteredModel(wire(answer["registered_model"]));
  }

  async function getOrCreateRegisteredModel(name: string): Promise<RegisteredModel> {
    try {
      return await getRegisteredModel(name);
    } catch (error) {
      if (codeOf(error) !== "RESOURCE_DOES_NOT_EXIST") throw error;
    }
    try {
      return await createRegisteredModel(name);
    } catch (error) {
      if (codeOf(error) !== "RESOURCE_ALREADY_EXISTS") throw error;
      return getRegisteredModel(name);
    }
  }

  async function listModelVersions(name: string): Promise<readonly ModelVersion[]> {
    const found: ModelVersion[] = [];
    let token: string | undefined;
    do {
      const query = { filter: `name='${checkName(name)}'`, max_results: "1000", page_token: token };
      const answer = await transport.json({ method: "GET", path: `${versions}/search`, query });
      found.push(...list(answer["model_versions"]).map(toModelVersion));
      token = text(answer["next_page_token"]) || undefined;
    } while (token !== undefined);
    return found.sort((a, b) => Number(b.version) - Number(a.version));
  }

  async function getModelVersion(name: string, version: string): Promise<ModelVersion> {
    const answer = await transport.json({ method: "GET", path: `${versions}/get`, query: { name: checkName(name), version } });
    return toModelVersion(wire(answer["model_version"]));
  }

  return {
    createRegisteredModel,
    getOrCreateRegisteredModel,
    getRegisteredModel,
    async deleteRegisteredModel(name) {
      await transport.json({ method: "DELETE", path: `${models}/delete`, json: { name: checkName(name) } });
    },

    async createModelVersion({ name, source, runId, modelId, description, tags = {} }) {
      const requestId = randomUUID();
      const json = {
        name: checkName(name),
        source,
        run_id: runId,
        model_id: modelId,
        description,
        tags: toPairs({ ...checkTags(tags), [requestTag]: requestId }),
      };
      const answer = await transport.json({ method: "POST", path: `${versions}/create`, json }, async () => {
        const found = (await listModelVersions(name)).find((version) => version.tags[requestTag] === requestId);
        return found && { model_version: { name, version: found.version } };
      });
      return getModelVersion(name, text(wire(answer["model_version"])["version"]));
    },

    getModelVersion,
    async getModelVersionByAlias(name, alias) {
      const answer = await transport.json({ method: "GET", path: `${models}/alias`, query: { name: checkName(name), alias } });
      return toModelVersion(wire(answer["model_version"]));
    },
    listModelVersions,
    async setModelVersionTags(name, version, tags) {
      for (const { key, value } of toPairs(checkTags(tags)))
        await transport.json({ method: "POST", path: `${versions}/set-tag`, json: { name: checkName(name), version, key, value } });
    },
    async setAlias(name, alias, version) {
      await transport.json({ method: "POST", path: `${models}/alias`, json: { name: checkName(name), alias: checkAlias(alias), version } });
    },
    async deleteAlias(name, alias) {
      await transport.json({ method: "DELETE", path: `${models}/alias`, json: { name: checkName(name), alias: checkAlias(alias) } });
    },
  };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
