import type { Dataset, RunEvent } from "@evenkeel/core";
import { type MlflowServer, python, runPython, startMlflowServer } from "@evenkeel/testing/processes";
import { restStore, startRun } from "mlflow-js-client";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastValueFrom, of, Subject, toArray } from "rxjs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { datasetInputs } from "./dataset-inputs.js";
import { gitTags } from "./git-tags.js";
import { registerRun } from "./logged-model.js";
import { primaryMetricTags } from "./primary-metric-tags.js";
import { runNote } from "./run-note.js";
import { parseGpus, systemSampler, withSystemMetrics } from "./system-metrics.js";

const folder = (): string => mkdtempSync(join(tmpdir(), "run-page-"));

const dataset: Dataset = {
  name: "toy",
  values: new Float64Array(12),
  numExamples: 6,
  featureShape: [2],
  columns: [
    { name: "age", kind: "numeric" },
    { name: "colour", kind: "nominal", levels: ["red", "blue"] },
  ],
  labels: Int32Array.of(0, 0, 0, 0, 1, 0),
  numClasses: 2,
  classNames: ["benign", "malignant"],
  rowIds: Int32Array.of(0, 1, 2, 3, 4, 5),
  digest: "d".repeat(64),
};
const roles = { training: [0, 1, 2, 4], meta: [3], validation: [], test: [5] };

test("a data set shows schema, class counts and imbalance ratio, each role under its own digest", () => {
  const inputs = datasetInputs({ dataset, roles, mislabelled: [1], uri: "toy.csv" });
  expect(inputs.map(({ context }) => context)).toEqual(["training", "meta", "test"]);
  const [training, meta] = inputs.map((input) => input.dataset);
  expect(training).toMatchObject({ name: "toy", sourceType: "local", source: '{"uri":"toy.csv"}' });
  expect(JSON.parse(training!.profile!)).toEqual({
    num_rows: 4,
    class_counts: { benign: 3, malignant: 1 },
    imbalance_ratio: 3,
    mislabelled_rows: 1,
  });
  expect(JSON.parse(meta!.profile!)).toEqual({ num_rows: 1, class_counts: { benign: 1, malignant: 0 }, imbalance_ratio: null });
  const digests = [...inputs, ...datasetInputs({ dataset, roles })].map((input) => input.dataset.digest);
  // The test rows are the same in both, and so are the meta rows.
  expect(new Set(digests).size).toBe(4);
  expect(digests.every((digest) => digest.length <= 36)).toBe(true);
});

test("commit, branch and changed files under MLflow's names; nothing outside a repository", async () => {
  const path = folder();
  expect(await gitTags(path)).toEqual({});
  const git = (...args: string[]): string =>
    execFileSync("git", ["-C", path, "-c", "user.name=n", "-c", "user.email=e", ...args], { encoding: "utf8" }).trim();
  git("init", "-q", "-b", "work");
  writeFileSync(join(path, "a"), "1");
  git("add", "a");
  git("commit", "-qm", "first");
  git("remote", "add", "origin", "https://user:se/cr@et@host/repo.git?token=secret");
  expect(await gitTags(path)).toEqual({
    "mlflow.source.git.commit": git("rev-parse", "HEAD"),
    "mlflow.source.git.branch": "work",
    "mlflow.source.git.dirty": "false",
    "mlflow.source.git.repoURL": "https://host/repo.git?token=…",
  });
  writeFileSync(join(path, "a"), "2");
  expect((await gitTags(path))["mlflow.source.git.dirty"]).toBe("true");
});

test("a note is Markdown of at most 8,000 characters", () => {
  const note = runNote({
    summary: "SMOTE, trial 3.",
    facts: { "average precision": 0.123456, rows: 294, "a|b": "c|d\ne" },
    paragraphs: ["More."],
  });
  expect(note).toBe("SMOTE, trial 3.\n\n| | |\n|---|---|\n| average precision | 0.1235 |\n| rows | 294 |\n| a\\|b | c\\|d e |\n\nMore.");
  expect([...runNote({ summary: "ü".repeat(9000), facts: {} })].length).toBe(8000);
});

test("system metrics have MLflow's names and lie in their ranges", async () => {
  const sample = systemSampler();
  const values = await sample();
  expect(Object.keys(values)).toEqual(
    expect.arrayContaining([
      "system/cpu_utilization_percentage",
      "system/system_memory_usage_megabytes",
      "system/disk_available_megabytes",
    ]),
  );
  const outside = Object.entries(await sample()).filter(
    ([name, value]) => !(value >= 0 && (!name.endsWith("_percentage") || value <= 100)),
  );
  expect(outside).toEqual([]);
});

test.skipIf(!python)("memory and disk are what psutil, which MLflow asks, says (needs: pip install mlflow psutil)", async ({ skip }) => {
  const script = `
import importlib.util, json
if importlib.util.find_spec("psutil") is None: print("null")
else:
    import os, psutil
    d, m = psutil.disk_usage(os.sep), psutil.virtual_memory()
    print(json.dumps([d.used / 1e6, d.free / 1e6, d.percent, m.percent]))`;
  const theirs = runPython(script) as number[] | null;
  if (!theirs) skip("needs: pip install psutil");
  const ours = await systemSampler()();
  const [used, free, disk, memory] = theirs!;
  // Other processes write and allocate in between.
  expect([ours["system/disk_usage_megabytes"]!, ours["system/disk_available_megabytes"]!]).toBeAllClose([used!, free!], { rel: 0.02 });
  expect(Math.abs(ours["system/disk_usage_percentage"]! - disk!)).toBeLessThan(2);
  expect(Math.abs(ours["system/system_memory_usage_percentage"]! - memory!)).toBeLessThan(5);
});

test("reads what nvidia-smi prints of each GPU", () => {
  const values = parseGpus("1024, 4096, 37, 120.50, 300.00\n0, 4096, 0, [N/A], [N/A]\n");
  expect(values).toEqual({
    gpu_0_memory_usage_megabytes: 1073.741824,
    gpu_0_memory_usage_percentage: 25,
    gpu_0_utilization_percentage: 37,
    gpu_0_power_usage_watts: 120.5,
    gpu_0_power_usage_percentage: (100 * 120.5) / 300,
    gpu_1_memory_usage_megabytes: 0,
    gpu_1_memory_usage_percentage: 0,
    gpu_1_utilization_percentage: 0,
  });
});

test("a sample is told beside the first window after it, and nothing goes on after the last event", async () => {
  vi.useFakeTimers();
  const events = new Subject<RunEvent>();
  let samples = 0;
  const sample = async () => ({ "system/cpu_utilization_percentage": ++samples });
  const seen: RunEvent[] = [];
  events.pipe(withSystemMetrics(sample, 10)).subscribe((event) => seen.push(event));
  const window = (step: number): RunEvent => ({ type: "windowEnded", time: step, step, metrics: { "train/loss": step } });
  await vi.advanceTimersByTimeAsync(1);
  events.next(window(1));
  events.next(window(2));
  await vi.advanceTimersByTimeAsync(10_000);
  events.next({ type: "epochEnded", time: 3, step: 2, epoch: 1 });
  events.next(window(3));
  events.complete();
  await vi.advanceTimersByTimeAsync(50_000);
  expect(seen.map((event) => ("metrics" in event ? event.metrics : event.type))).toEqual([
    { "train/loss": 1 },
    { "system/cpu_utilization_percentage": 1 },
    { "train/loss": 2 },
    "epochEnded",
    { "train/loss": 3 },
    { "system/cpu_utilization_percentage": 2 },
  ]);
  expect(samples).toBe(2);
});

test("a stream that ends at once comes through whole", async () => {
  const event: RunEvent = { type: "runEnded", time: 1, step: 1 };
  expect(
    await lastValueFrom(
      of(event).pipe(
        withSystemMetrics(async () => ({})),
        toArray(),
      ),
    ),
  ).toEqual([event]);
});

describe.skipIf(!python)("on the real server (needs: pip install mlflow)", () => {
  let server: MlflowServer;
  beforeAll(async () => {
    server = await startMlflowServer();
  });
  afterAll(() => server?.stop());

  test("Python reads the data sets that we log", async () => {
    const store = restStore(server.url, { environment: {} });
    const run = await startRun(store, { experiment: "study" });
    const { columns: _, ...image } = dataset;
    await run.logDatasets([
      ...datasetInputs({ dataset, roles }),
      ...datasetInputs({ dataset: { ...image, name: "image", featureShape: [1, 2] }, roles: { training: [0] } }),
    ]);
    const read = runPython(`
import json, logging, mlflow
logging.disable(logging.CRITICAL)
from mlflow.types import Schema
from mlflow.data.schema import TensorDatasetSchema
run = mlflow.MlflowClient(${JSON.stringify(server.url)}).get_run(${JSON.stringify(run.runId)})
out = {}
for i in run.inputs.dataset_inputs:
    s = json.loads(i.dataset.schema)
    out[i.dataset.name + " " + i.tags[0].value] = str(Schema.from_json(json.dumps(s["mlflow_colspec"])).input_names() if "mlflow_colspec" in s else TensorDatasetSchema.from_dict(s).features)
print(json.dumps(out))`);
    expect(read).toEqual({
      "toy training": "['age', 'colour', 'label']",
      "toy meta": "['age', 'colour', 'label']",
      "toy test": "['age', 'colour', 'label']",
      "image training": "[Tensor('float64', (-1, 1, 2))]",
    });
    await store.close();
  });

  /** A safetensors file of one number, as a run keeps it. */
  function checkpoint(): Buffer {
    const metadata = { model: JSON.stringify({ name: "mlp", hidden: [4] }), step: "1500" };
    const header = Buffer.from(JSON.stringify({ __metadata__: metadata, w: { dtype: "F32", shape: [1], data_offsets: [0, 4] } }));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    return Buffer.concat([length, header, Buffer.from(Float32Array.of(0.5).buffer)]);
  }

  test("the checkpoint of a run becomes a model when it is registered, once, under an alias", async () => {
    const store = restStore(server.url, { environment: {} });
    const run = await startRun(store, { experiment: "models" });
    await store.setExperimentTags(run.experimentId, primaryMetricTags("test/average_precision", true));
    expect((await store.getExperiment(run.experimentId)).tags).toMatchObject({
      "mlflow.experimentKind": "custom_model_development",
      "mlflow.experiment.primaryMetric.name": "test/average_precision",
      "mlflow.experiment.primaryMetric.greaterIsBetter": "True",
    });
    await expect(registerRun(store, { runId: run.runId, name: "toy-mlp" })).rejects.toThrow(
      `register: expected a run with the artifact model.safetensors, got ${run.runId}, which has none.`,
    );
    await run.logArtifact("model.safetensors", "no model");
    await expect(registerRun(store, { runId: run.runId, name: "toy-mlp" })).rejects.toThrow("that evenkeel wrote");
    await run.logArtifact("model.safetensors", checkpoint());
    const first = await registerRun(store, { runId: run.runId, name: "toy-mlp", alias: "best" });
    const second = await registerRun(store, { runId: run.runId, name: "toy-mlp", alias: "best" });
    expect([first.version, second.version]).toEqual(["1", "1"]);
    const [output, ...others] = (await store.getRun(run.runId)).modelOutputs;
    expect([output?.step, others]).toEqual([1500, []]);
    expect(await store.getLoggedModel(output!.modelId)).toMatchObject({ modelType: "mlp", status: "READY", params: { hidden: "[4]" } });
    const loaded = runPython(`
import json, logging, mlflow
logging.disable(logging.CRITICAL)
mlflow.set_tracking_uri(${JSON.stringify(server.url)})
v = mlflow.MlflowClient().get_model_version_by_alias("toy-mlp", "best")
path = mlflow.artifacts.download_artifacts("models:/toy-mlp@best")
print(json.dumps([v.version, open(path + "/model.safetensors", "rb").read().hex()]))`);
    expect(loaded).toEqual(["1", checkpoint().toString("hex")]);
    await store.close();
  });
});
