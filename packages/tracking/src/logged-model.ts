import type { LoggedModel, ModelVersion, RestStore, Store } from "mlflow-js-client";
import { basename } from "node:path";

export interface LogCheckpoint {
  readonly runId: string;
  /** What MLflow's page calls the model. */
  readonly name: string;
  /** The kind of model: the component's name. */
  readonly modelType: string;
  /** Updates done. */
  readonly step: number;
  readonly files: readonly string[];
  readonly params?: Readonly<Record<string, string>>;
}

/** Logs a checkpoint as a model that the run produced. */
export async function logCheckpoint(
  store: Store,
  { runId, name, modelType, step, files, params = {} }: LogCheckpoint,
): Promise<LoggedModel> {
  const { experimentId } = (await store.getRun(runId)).info;
  const { modelId } = await store.createLoggedModel({ experimentId, name, sourceRunId: runId, modelType, params });
  try {
    for (const file of files) await store.uploadArtifact(modelId, basename(file), { file });
  } catch (error) {
    await store.finalizeLoggedModel(modelId, "FAILED");
    throw error;
  }
  await store.logModelOutputs(runId, [{ modelId, step }]);
  return store.finalizeLoggedModel(modelId, "READY");
}

export interface RegisterRun {
  readonly runId: string;
  /** Name in the registry; made if need be. */
  readonly name: string;
  readonly alias?: string;
}

/** Registers the last model that a run logged, once, and lets the alias point to it. */
export async function registerRun(store: RestStore, { runId, name, alias }: RegisterRun): Promise<ModelVersion> {
  const outputs = [...(await store.getRun(runId)).modelOutputs].sort((a, b) => a.step - b.step);
  const last = outputs.at(-1);
  if (!last) throw new RangeError(`register: expected a run with a logged model, got ${runId}. Train it with checkpoints.`);
  const { modelId, artifactUri } = await store.getLoggedModel(last.modelId);
  await store.getOrCreateRegisteredModel(name);
  const known = (await store.listModelVersions(name)).find(({ source }) => source === artifactUri);
  const version = known ?? (await store.createModelVersion({ name, source: artifactUri, runId, modelId }));
  if (alias !== undefined) await store.setAlias(name, alias, version.version);
  return version;
}
