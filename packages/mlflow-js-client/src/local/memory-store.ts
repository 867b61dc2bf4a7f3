import { readFile } from "node:fs/promises";
import { datasetKey, laterPoint, pointIdentity } from "../checks.js";
import type {
  ArtifactContent,
  ArtifactInfo,
  DatasetInput,
  Experiment,
  LoggedModel,
  Metric,
  ModelOutput,
  Run,
  RunInfo,
} from "../entities.js";
import { invalid } from "../mlflow-error.js";
import type { Store } from "../store.js";
import type { Backend } from "./backend.js";
import { newRunInfo } from "./new-run-info.js";
import { localStore } from "./local-store.js";

interface MemoryRun {
  info: RunInfo;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  readonly points: Map<string, Map<string, Metric>>;
  readonly datasets: Map<string, DatasetInput>;
  readonly modelInputs: Set<string>;
  readonly modelOutputs: Map<string, ModelOutput>;
}

const latest = (points: Iterable<Metric>): Metric[] => {
  const all = [...points];
  return all.length === 0 ? [] : [all.reduce((a, b) => laterPoint(b, a))];
};

class MemoryBackend implements Backend {
  readonly uri = "memory:";
  private readonly byId = new Map<string, Experiment>();
  private readonly runsById = new Map<string, MemoryRun>();
  private readonly modelsById = new Map<string, { model: LoggedModel; points: Map<string, Metric[]> }>();
  private readonly files = new Map<string, Map<string, Uint8Array>>();

  experiments = (): Experiment[] => [...this.byId.values()];
  experiment = (id: string): Experiment | null => this.byId.get(id) ?? null;

  addExperiment(name: string, artifactLocation: string | undefined, now: number): Experiment {
    const experimentId = String(this.byId.size + 1);
    const experiment: Experiment = {
      experimentId,
      name,
      artifactLocation: artifactLocation ?? `memory:/${experimentId}`,
      lifecycleStage: "active",
      creationTime: now,
      lastUpdateTime: now,
      tags: {},
    };
    this.byId.set(experimentId, experiment);
    return experiment;
  }

  replaceExperiment = (experiment: Experiment): void => void this.byId.set(experiment.experimentId, experiment);

  putExperimentTags: Backend["putExperimentTags"] = (id, tags) => {
    const experiment = this.byId.get(id)!;
    this.byId.set(id, { ...experiment, tags: { ...experiment.tags, ...tags } });
  };

  runs = (experimentId: string): RunInfo[] =>
    [...this.runsById.values()].map((run) => run.info).filter((info) => info.experimentId === experimentId);
  runInfo = (runId: string): RunInfo | null => this.runsById.get(runId)?.info ?? null;

  private of(info: RunInfo): MemoryRun {
    return this.runsById.get(info.runId)!;
  }

  run(info: RunInfo): Run {
    const run = this.of(info);
    return {
      info: run.info,
      data: {
        metrics: [...run.points.keys()].sort().flatMap((key) => latest(run.points.get(key)!.values())),
        params: Object.fromEntries(run.params),
        tags: Object.fromEntries(run.tags),
      },
      datasets: [...run.datasets.values()],
      modelInputs: [...run.modelInputs],
      modelOutputs: [...run.modelOutputs.values()],
    };
  }

  addRun(run: Parameters<Backend["addRun"]>[0]): RunInfo {
    const { runId, tags } = run;
    const info = newRunInfo(run);
    this.runsById.set(runId, {
      info,
      params: new Map(),
      tags: new Map(Object.entries(tags)),
      points: new Map(),
      datasets: new Map(),
      modelInputs: new Set(),
      modelOutputs: new Map(),
    });
    return info;
  }

  replaceRun(info: RunInfo): void {
    this.of(info).info = info;
  }

  lock(): void {}
  unlock(): void {}
  close(): void {}

  params = (info: RunInfo): Record<string, string> => Object.fromEntries(this.of(info).params);
  putParams: Backend["putParams"] = (info, params) => {
    for (const [key, value] of Object.entries(params)) this.of(info).params.set(key, value);
  };
  putTags: Backend["putTags"] = (info, tags) => {
    for (const [key, value] of Object.entries(tags)) this.of(info).tags.set(key, value);
  };
  removeTag = (info: RunInfo, key: string): boolean => this.of(info).tags.delete(key);

  appendPoints: Backend["appendPoints"] = (info, points) => {
    for (const { modelId, ...point } of points) {
      const ofKey = this.of(info).points.get(point.key) ?? new Map<string, Metric>();
      this.of(info).points.set(point.key, ofKey);
      const identity = pointIdentity(point);
      if (ofKey.has(identity)) continue;
      ofKey.set(identity, point);
      const model = modelId === undefined ? undefined : this.modelsById.get(modelId);
      model?.points.set(point.key, [...(model.points.get(point.key) ?? []), point]);
    }
  };

  history = (info: RunInfo, key: string): Metric[] => [...(this.of(info).points.get(key)?.values() ?? [])];

  putDatasets: Backend["putDatasets"] = (info, inputs) => {
    for (const input of inputs)
      if (!this.of(info).datasets.has(datasetKey(input.dataset))) this.of(info).datasets.set(datasetKey(input.dataset), input);
  };
  putModelInputs: Backend["putModelInputs"] = (info, ids) => {
    for (const id of ids) this.of(info).modelInputs.add(id);
  };
  putModelOutputs: Backend["putModelOutputs"] = (info, outputs) => {
    for (const output of outputs)
      if (!this.of(info).modelOutputs.has(output.modelId)) this.of(info).modelOutputs.set(output.modelId, output);
  };

  model(modelId: string): LoggedModel | null {
    const found = this.modelsById.get(modelId);
    return found ? { ...found.model, metrics: [...found.points.keys()].sort().flatMap((key) => latest(found.points.get(key)!)) } : null;
  }

  models = (experimentId: string): LoggedModel[] =>
    [...this.modelsById.values()].map(({ model }) => model).filter((model) => model.experimentId === experimentId);

  addModel(model: Omit<LoggedModel, "artifactUri" | "metrics">): LoggedModel {
    const location = this.byId.get(model.experimentId)!.artifactLocation;
    const whole: LoggedModel = { ...model, artifactUri: `${location}/models/${model.modelId}/artifacts`, metrics: [] };
    this.modelsById.set(model.modelId, { model: whole, points: new Map() });
    return whole;
  }

  replaceModel(model: LoggedModel): void {
    this.modelsById.get(model.modelId)!.model = model;
  }

  private folder(owner: RunInfo | LoggedModel): Map<string, Uint8Array> {
    const folder = this.files.get(owner.artifactUri) ?? new Map<string, Uint8Array>();
    this.files.set(owner.artifactUri, folder);
    return folder;
  }

  upload: Backend["upload"] = async (owner, path, content) => {
    const folder = this.folder(owner);
    const clash = [...folder.keys()].some((other) => other.startsWith(`${path}/`) || path.startsWith(`${other}/`));
    if (clash) throw invalid(`artifact ${path}: expected a path for a file, got one that is a folder, or leads through a file.`);
    folder.set(path, await bytesOf(content));
  };

  download: Backend["download"] = async (owner, path) => {
    const folder = this.folder(owner);
    if ([...folder.keys()].some((other) => other.startsWith(`${path}/`)))
      throw invalid(`artifact ${path}: expected a file, got a folder. List it instead.`);
    return folder.get(path)?.slice() ?? null;
  };

  list: Backend["list"] = async (owner, path) => {
    const prefix = path === "" ? "" : `${path}/`;
    const children = new Map<string, ArtifactInfo>();
    for (const [name, bytes] of this.folder(owner)) {
      if (!name.startsWith(prefix)) continue;
      const [first, ...rest] = name.slice(prefix.length).split("/");
      const isDirectory = rest.length > 0;
      children.set(first!, { path: prefix + first!, isDirectory, size: isDirectory ? null : bytes.length });
    }
    return [...children.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  };
}

async function bytesOf(content: ArtifactContent): Promise<Uint8Array> {
  if (typeof content === "string") return new TextEncoder().encode(content);
  return content instanceof Uint8Array ? content.slice() : new Uint8Array(await readFile(content.file));
}

/** Runs in memory, by the same rules as the other stores: for tests. */
export function memoryStore(): Store {
  return localStore(new MemoryBackend());
}
