import { CHECKPOINT } from "./checkpoint.js";
import { mlflowModel } from "./mlflow-model.js";
import { flattenParams, MlflowError, type ModelVersion, type RestStore, type Run } from "mlflow-js-client";

/** The run whose model is registered, and the name it gets. */
export interface RegisterRun {
  readonly runId: string;
  /** Name in the registry; made if need be. */
  readonly name: string;
  readonly alias?: string;
}

/**
 * Registers the model of a run, once, and lets the alias point to it. A run keeps its model as an artifact; the first time that it
 * is asked for, a logged model is made of it.
 *
 * @throws RangeError if the run has no model, or one that evenkeel did not write.
 */
export async function registerRun(store: RestStore, { runId, name, alias }: RegisterRun): Promise<ModelVersion> {
  const run = await store.getRun(runId);
  const last = [...run.modelOutputs].sort((a, b) => a.step - b.step).at(-1);
  const modelId = last?.modelId ?? (await logModel(store, run));
  const { artifactUri } = await store.getLoggedModel(modelId);
  await store.getOrCreateRegisteredModel(name);
  const known = (await store.listModelVersions(name)).find(({ source }) => source === artifactUri);
  const version = known ?? (await store.createModelVersion({ name, source: artifactUri, runId, modelId }));
  if (alias !== undefined) await store.setAlias(name, alias, version.version);
  return version;
}

/** Makes a logged model of the run's checkpoint. */
async function logModel(store: RestStore, { info: { runId, experimentId } }: Run): Promise<string> {
  const checkpoint = await checkpointOf(store, runId);
  const { model, step } = factsOf(checkpoint, runId);
  const { modelId } = await store.createLoggedModel({
    experimentId,
    name: "model",
    sourceRunId: runId,
    modelType: String(model["name"]),
    params: flattenParams(model),
  });
  try {
    await store.uploadArtifact(modelId, CHECKPOINT, checkpoint);
    const [encoder, facts] = [await optional(store, runId, "encoder.json"), await optional(store, runId, "model.json")];
    // What an older version wrote is kept as it is.
    const files = encoder && facts ? mlflowModel({ checkpoint, encoder, model: facts }) : {};
    for (const [name, content] of Object.entries(files)) await store.uploadArtifact(modelId, name, content);
  } catch (error) {
    await store.finalizeLoggedModel(modelId, "FAILED");
    throw error;
  }
  await store.logModelOutputs(runId, [{ modelId, step }]);
  await store.finalizeLoggedModel(modelId, "READY");
  return modelId;
}

async function optional(store: RestStore, runId: string, name: string): Promise<Uint8Array | null> {
  try {
    return await store.downloadArtifact(runId, name);
  } catch (error) {
    if (error instanceof MlflowError && error.code === "RESOURCE_DOES_NOT_EXIST") return null;
    throw error;
  }
}

async function checkpointOf(store: RestStore, runId: string): Promise<Uint8Array> {
  try {
    return await store.downloadArtifact(runId, CHECKPOINT);
  } catch (error) {
    if (!(error instanceof MlflowError) || error.code !== "RESOURCE_DOES_NOT_EXIST") throw error;
    throw new RangeError(
      `register: expected a run with the artifact ${CHECKPOINT}, got ${runId}, which has none. Name a single run or a trial: a comparison and its methods have no model of their own.`,
    );
  }
}

/** What the header of a checkpoint says: the config of the model, and the updates done. */
function factsOf(checkpoint: Uint8Array, runId: string): { model: Record<string, unknown>; step: number } {
  try {
    const length = Number(new DataView(checkpoint.buffer, checkpoint.byteOffset).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(checkpoint.subarray(8, 8 + length))) as { __metadata__: Record<string, string> };
    const { model, step } = header.__metadata__;
    return { model: JSON.parse(model!) as Record<string, unknown>, step: Number(step) };
  } catch (cause) {
    throw new RangeError(
      `register: expected a ${CHECKPOINT} that evenkeel wrote, with its model in the header, got another in run ${runId}. Bring the run there again: \`evenkeel track sync\`.`,
      { cause },
    );
  }
}
