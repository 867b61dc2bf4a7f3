import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle, python, runPython, startScript } from "@evenkeel/testing/processes";
import { beforeAll, expect, test } from "vitest";
import type { Store } from "../store.js";
import { fileStore } from "./file-store.js";

const T = 1_700_000_000_000;
const newFolder = (): string => join(mkdtempSync(join(tmpdir(), "mlflow-js-")), "mlruns");
let bundleUrl: string;
beforeAll(async () => {
  bundleUrl = await bundle(new URL("../index.ts", import.meta.url));
});

async function newRun(store: Store, root: string): Promise<{ runId: string; experimentId: string; folder: string }> {
  const experimentId = await store.getOrCreateExperiment("study");
  const { runId } = await store.createRun({ experimentId, runName: "trial", startTime: T });
  return { runId, experimentId, folder: join(root, experimentId, runId) };
}

test("lays runs out as MLflow does", async () => {
  const root = newFolder();
  const store = fileStore(root);
  const { runId, experimentId, folder } = await newRun(store, root);
  await store.logBatch(runId, {
    metrics: [
      { key: "val/ap", value: 0.1, timestamp: T, step: 0 },
      { key: "val/ap", value: Number.NaN, timestamp: T + 1, step: 1 },
    ],
    params: { "model.lr": "0.1" },
  });
  expect(experimentId).toMatch(/^[1-9]\d{17}$/);
  expect(readFileSync(join(folder, "metrics/val/ap"), "utf8")).toBe(`${T} 0.1 0\n${T + 1} NaN 1\n`);
  expect(readFileSync(join(folder, "params/model.lr"), "utf8")).toBe("0.1");
  expect(readFileSync(join(folder, "tags/mlflow.runName"), "utf8")).toBe("trial");
  expect(readFileSync(join(folder, "meta.yaml"), "utf8")).toContain(
    `end_time: null\nentry_point_name: ""\nexperiment_id: "${experimentId}"\n`,
  );
  expect(readdirSync(folder).toSorted()).toEqual(["artifacts", "meta.copy.yaml", "meta.yaml", "metrics", "params", "tags", "writer.lock"]);
  await store.updateRun(runId, { status: "FINISHED", endTime: T + 9 });
  expect(readdirSync(folder)).not.toContain("writer.lock");
});

test("several processes that make one experiment get one", async () => {
  const root = newFolder();
  const script = `
    const store = lib.fileStore(${JSON.stringify(root)});
    const until = Number(${JSON.stringify(String(Date.now() + 1500))});
    while (Date.now() < until);
    const ids = [];
    for (let i = 0; i < 40; i++) ids.push(await store.getOrCreateExperiment("study " + i));
    console.log(ids.join());`;
  const outputs = await Promise.all([1, 2, 3].map(() => startScript(bundleUrl, script).output));
  expect(new Set(outputs).size).toBe(1);
  expect((await fileStore(root).searchExperiments()).items.map(({ name }) => name).toSorted()).toEqual(
    Array.from({ length: 40 }, (_, i) => `study ${i}`).toSorted(),
  );
});

test("a file that is final is shared, not copied; another of that path replaces it alone", async () => {
  const root = newFolder();
  const store = fileStore(root);
  const { runId, folder } = await newRun(store, root);
  const [file, artifact] = [join(root, "found.csv"), join(folder, "artifacts/found.csv")];
  writeFileSync(file, "1,2");
  for (let i = 0; i < 2; i++) await store.uploadArtifact(runId, "found.csv", { file, isFinal: true });
  expect(statSync(artifact).ino).toBe(statSync(file).ino);
  expect(readdirSync(folder).toSorted()).toEqual(["artifacts", "meta.copy.yaml", "meta.yaml", "metrics", "params", "tags", "writer.lock"]);
  await store.uploadArtifact(runId, "found.csv", "3,4");
  expect([readFileSync(artifact, "utf8"), readFileSync(file, "utf8")]).toEqual(["3,4", "1,2"]);
  await store.uploadArtifact(runId, "copied.csv", { file });
  expect(statSync(join(folder, "artifacts/copied.csv")).ino).not.toBe(statSync(file).ino);
});

test("gives a name that a renamed experiment had to a new one", async () => {
  const store = fileStore(newFolder());
  const first = await store.createExperiment("study");
  await store.renameExperiment(first, "old study");
  const second = await store.createExperiment("study");
  expect(second).not.toBe(first);
  expect((await store.getExperimentByName("old study"))?.experimentId).toBe(first);
});

test("a run has one writer; a killed writer's run is taken over without what it left half written", async () => {
  const root = newFolder();
  const { child } = startScript(
    bundleUrl,
    `const store = lib.fileStore(${JSON.stringify(root)});
     const run = await lib.startRun(store, { experiment: "study", name: "killed" });
     await run.logMetrics({ loss: 0.5 }, 1);
     console.log(run.runId);
     setInterval(() => {}, 1000);`,
  );
  const runId = String((await once(child.stdout!, "data"))[0]).trim();
  const store = fileStore(root);
  await expect(store.logBatch(runId, { metrics: [{ key: "loss", value: 1, step: 2 }] })).rejects.toMatchObject({ code: "RUN_LOCKED" });
  child.kill("SIGKILL");
  await once(child, "close");
  const folder = join(root, (await store.getRun(runId)).info.experimentId, runId);
  appendFileSync(join(folder, "metrics/loss"), "17000000");
  writeFileSync(join(folder, "metrics/half"), "170");
  expect((await store.getMetricHistory(runId, "loss")).items).toHaveLength(1);
  await store.logBatch(runId, {
    metrics: [
      { key: "loss", value: 1, timestamp: T, step: 2 },
      { key: "half", value: 1, timestamp: T },
    ],
  });
  expect(readFileSync(join(folder, "metrics/loss"), "utf8")).toMatch(/^\d{13} 0.5 1\n1700000000000 1 2\n$/);
  expect(readFileSync(join(folder, "metrics/half"), "utf8")).toBe(`${T} 1 0\n`);
});

test("kill −9 in the middle of logging leaves only whole lines", async () => {
  const root = newFolder();
  const { child } = startScript(
    bundleUrl,
    `const store = lib.fileStore(${JSON.stringify(root)});
     const run = await lib.startRun(store, { experiment: "study" });
     console.log(run.runId);
     for (let step = 0; ; step++) await run.logMetrics({ ["m" + (step % 500)]: step, loss: 1 / (step + 1) }, step);`,
  );
  const runId = String((await once(child.stdout!, "data"))[0]).trim();
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill("SIGKILL");
  await once(child, "close");
  const { info, data } = await fileStore(root).getRun(runId);
  const files = readdirSync(join(root, info.experimentId, runId, "metrics"));
  expect(files.length).toBe(data.metrics.length);
  for (const name of files)
    expect(readFileSync(join(root, info.experimentId, runId, "metrics", name), "utf8")).toMatch(/^(\d{13} \S+ \d+\n)+$/);
});

test("never stores a point twice, whatever the order and whoever wrote before", async () => {
  const root = newFolder();
  const points = [8, 9, 10, 5, 8, 10, 9].map((step) => ({ key: "x", value: step, timestamp: T + step, step }));
  const store = fileStore(root);
  const { runId, folder } = await newRun(store, root);
  await store.logBatch(runId, { metrics: points.slice(0, 2) });
  await store.logBatch(runId, { metrics: points });
  await store.logBatch(runId, { metrics: points });
  await store.updateRun(runId, { status: "FINISHED" });
  await fileStore(root).logBatch(runId, {
    metrics: [
      ...points,
      { key: "x", value: Infinity, timestamp: T, step: 1 },
      { key: "x", value: Number.MAX_VALUE, timestamp: T, step: 1 },
    ],
  });
  expect(
    readFileSync(join(folder, "metrics/x"), "utf8")
      .split("\n")
      .map((line) => line.split(" ")[2]),
  ).toEqual(["8", "9", "10", "5", "1", undefined]);
});

test("refuses names of which one would be a folder of the other", async () => {
  const root = newFolder();
  const store = fileStore(root);
  const { runId } = await newRun(store, root);
  await store.logBatch(runId, { params: { model: "1" }, metrics: [{ key: "a/b", value: 1 }] });
  await expect(store.logBatch(runId, { params: { "model/lr": "2" } })).rejects.toMatchObject({ code: "INVALID_PARAMETER_VALUE" });
  await expect(store.logBatch(runId, { metrics: [{ key: "a", value: 1 }] })).rejects.toMatchObject({ code: "INVALID_PARAMETER_VALUE" });
  await expect(store.logBatch(runId, { metrics: [{ key: "损".repeat(90), value: 1 }] })).rejects.toMatchObject({
    code: "INVALID_PARAMETER_VALUE",
  });
});

async function runWithTwoMetrics(root: string) {
  const store = fileStore(root);
  const run = await newRun(store, root);
  await store.logBatch(run.runId, { metrics: ["x", "y"].map((key) => ({ key, value: 1, timestamp: T })) });
  return { store, ...run };
}

test("repair brings back what copying tools and crashes take away", async () => {
  const root = newFolder();
  const { store, runId, folder } = await runWithTwoMetrics(root);
  await store.updateRun(runId, { status: "KILLED" });
  for (const name of ["params", "artifacts"]) rmSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "metrics/y"), "");
  writeFileSync(join(folder, `tmp-999999999-${"a".repeat(8)}-aaaa-aaaa-aaaa-${"a".repeat(12)}`), "left over");
  appendFileSync(join(folder, "metrics/x"), "17");
  await store.repair();
  expect(readdirSync(folder).toSorted()).toEqual(["artifacts", "meta.copy.yaml", "meta.yaml", "metrics", "params", "tags"]);
  expect(readdirSync(join(folder, "metrics"))).toEqual(["x"]);
  expect(readFileSync(join(folder, "metrics/x"), "utf8")).toBe(`${T} 1 0\n`);
});

test("repair ends what died writing, and leaves alone what is being written", async () => {
  const root = newFolder();
  const script = `
    const store = lib.fileStore(${JSON.stringify(root)});
    const run = await lib.startRun(store, { experiment: "study", name: "other" });
    await run.logMetrics({ loss: 0.5 }, 1);
    console.log("logged");
    setInterval(() => {}, 1000);`;
  const { child } = startScript(bundleUrl, script);
  await once(child.stdout!, "data");
  const store = fileStore(root);
  const experimentId = await store.getOrCreateExperiment("study");
  const status = async (): Promise<unknown[]> =>
    (await store.searchRuns([experimentId])).items.map(({ info }) => [info.status, info.endTime === null]);
  await store.repair();
  expect(await status()).toEqual([["RUNNING", true]]);
  child.kill("SIGKILL");
  await once(child, "close");
  await store.repair();
  expect(await status()).toEqual([["KILLED", false]]);
});

test.skipIf(!python)("MLflow reads again what repair mended (needs: pip install mlflow)", async () => {
  const root = newFolder();
  const { store, runId, folder } = await runWithTwoMetrics(root);
  await store.updateRun(runId, { status: "FINISHED" });
  rmSync(join(folder, "params"), { recursive: true });
  writeFileSync(join(folder, "metrics/y"), "");
  appendFileSync(join(folder, "metrics/x"), "17");
  mkdirSync(join(folder, "inputs/abc"), { recursive: true });
  const read = (): unknown => runPython(readWithMlflow(root), { MLFLOW_ALLOW_FILE_STORE: "true" });
  expect(read).toThrow(/malformed|not found/i);
  await store.repair();
  expect(read()).toMatchObject([{ name: "trial", metrics: { x: [[T, "1.0", 0]] } }]);
});

test("finds artifacts again after the folder moved", async () => {
  const root = newFolder();
  const store = fileStore(root);
  const { runId } = await newRun(store, root);
  await store.uploadArtifact(runId, "a/b.txt", "text");
  await store.close();
  renameSync(root, `${root}-moved`);
  expect(new TextDecoder().decode(await fileStore(`${root}-moved`).downloadArtifact(runId, "a/b.txt"))).toBe("text");
});

/** What the real MLflow sees in the folder. */
const readWithMlflow = (root: string): string => `
import json, logging, mlflow
logging.disable(logging.CRITICAL)
client = mlflow.MlflowClient("file://" + ${JSON.stringify(root)})
out = []
for e in client.search_experiments(view_type=3):
    for r in client.search_runs([e.experiment_id], run_view_type=3):
        out.append({
            "experiment": e.name, "experimentTags": e.tags, "name": r.info.run_name, "status": r.info.status, "stage": r.info.lifecycle_stage,
            "start": r.info.start_time, "end": r.info.end_time, "user": r.info.user_id, "params": r.data.params, "tags": r.data.tags,
            "metrics": {k: [[m.timestamp, str(m.value), m.step] for m in client.get_metric_history(r.info.run_id, k)] for k in r.data.metrics},
            "datasets": [[d.dataset.name, d.dataset.digest, d.dataset.profile, [t.value for t in d.tags]] for d in r.inputs.dataset_inputs],
            "outputs": [[m.model_id, m.step] for m in r.outputs.model_outputs] if r.outputs else [],
            "artifacts": [[a.path, a.file_size] for a in client.list_artifacts(r.info.run_id)],
        })
print(json.dumps(out))`;

const awkward = 'ü 😀 "quoted" \\ \u0085 \u2028 # : - end';

async function fillStore(root: string): Promise<{ runId: string; modelId: string }> {
  const store = fileStore(root);
  const experimentId = await store.createExperiment(`study ${awkward}`, { tags: { "mlflow.note.content": awkward } });
  const { runId } = await store.createRun({ experimentId, runName: awkward, startTime: T, tags: { "mlflow.user": "me" } });
  await store.logBatch(runId, {
    params: { "model.lr": "0.1", text: `${awkward}\nline`, empty: "" },
    tags: { own: awkward },
    metrics: [0.1, Number.NaN, Infinity, -Infinity, 1e-320, 1e21].map((value, step) => ({
      key: "val/ap",
      value,
      timestamp: T + step,
      step,
    })),
  });
  const dataset = { name: "d", digest: "abc", sourceType: "local", source: "{}", profile: `{"note":${JSON.stringify(awkward)}}` };
  await store.logDatasets(runId, [
    { dataset, context: "training" },
    { dataset: { ...dataset, digest: "def" }, context: "test" },
  ]);
  await store.uploadArtifact(runId, "plot.txt", "12345");
  const { modelId } = await store.createLoggedModel({ experimentId, name: "mlp", sourceRunId: runId, params: { a: "1" } });
  await store.finalizeLoggedModel(modelId, "READY");
  await store.logModelOutputs(runId, [{ modelId, step: 3 }]);
  await store.logBatch(runId, { metrics: [{ key: "of-model", value: 1, timestamp: T, modelId }] });
  await store.updateRun(runId, { status: "FINISHED", endTime: T + 9 });
  const deleted = await store.createRun({ experimentId, runName: "gone" });
  await store.deleteRun(deleted.runId);
  const other = await store.createExperiment("deleted study");
  await store.createRun({ experimentId: other, runName: "gone too" });
  await store.deleteExperiment(other);
  await store.close();
  return { runId, modelId };
}

test.skipIf(!python)("the real MLflow reads everything as it was written (needs: pip install mlflow)", async () => {
  const root = newFolder();
  const { modelId } = await fillStore(root);
  const runs = runPython(readWithMlflow(root), { MLFLOW_ALLOW_FILE_STORE: "true" }) as Record<string, unknown>[];
  expect(runs.map(({ name, stage }) => `${String(name)} ${String(stage)}`).toSorted()).toEqual(
    ["gone deleted", "gone too deleted", `${awkward} active`].toSorted(),
  );
  expect(runs.find(({ name }) => name === awkward)).toMatchObject({
    experiment: `study ${awkward}`,
    experimentTags: { "mlflow.note.content": awkward },
    status: "FINISHED",
    start: T,
    end: T + 9,
    user: "me",
    params: { "model.lr": "0.1", text: `${awkward}\nline`, empty: "" },
    tags: { own: awkward, "mlflow.runName": awkward },
    metrics: {
      "val/ap": [
        [T, "0.1", 0],
        [T + 1, "nan", 1],
        [T + 2, "inf", 2],
        [T + 3, "-inf", 3],
        [T + 4, "1e-320", 4],
        [T + 5, "1e+21", 5],
      ],
      "of-model": [[T, "1.0", 0]],
    },
    datasets: expect.arrayContaining([
      ["d", "abc", `{"note":${JSON.stringify(awkward)}}`, ["training"]],
      ["d", "def", `{"note":${JSON.stringify(awkward)}}`, ["test"]],
    ]),
    outputs: [[modelId, 3]],
    artifacts: [["plot.txt", 5]],
  });
});

test.skipIf(!python)("MLflow's own command migrates the folder (needs: pip install mlflow)", async () => {
  const root = newFolder();
  const { runId } = await fillStore(root);
  const database = `sqlite:///${root}.db`;
  const script = `
import json, logging, subprocess, sys
done = subprocess.run([sys.executable, "-m", "mlflow", "migrate-filestore", "--source", ${JSON.stringify(root)}, "--target", ${JSON.stringify(database)}, "--no-progress"], capture_output=True, text=True)
assert done.returncode == 0, done.stdout + done.stderr
import mlflow
client = mlflow.MlflowClient(${JSON.stringify(database)})
run = client.get_run(${JSON.stringify(runId)})
model = client.get_logged_model(run.outputs.model_outputs[0].model_id)
print(json.dumps({"params": run.data.params, "points": len(client.get_metric_history(run.info.run_id, "val/ap")), "datasets": len(run.inputs.dataset_inputs), "model": [model.name, str(model.status), model.params], "artifacts": [a.path for a in client.list_artifacts(run.info.run_id)]}))`;
  expect(runPython(script)).toEqual({
    params: { "model.lr": "0.1", text: `${awkward}\nline`, empty: "" },
    points: 6,
    datasets: 2,
    model: ["mlp", "READY", { a: "1" }],
    artifacts: ["plot.txt"],
  });
});

test.skipIf(!python)("reads a folder that MLflow wrote, folded lines included (needs: pip install mlflow)", async () => {
  const root = newFolder();
  mkdirSync(root, { recursive: true });
  const long = "a long text, with 'quotes' and \"more\" of them: ".repeat(6).trim();
  // MLflow puts the name into a filter, where a quote cannot be escaped.
  const name = long.replaceAll("'", "");
  const script = `
import json, mlflow
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param
client = mlflow.MlflowClient("file://" + ${JSON.stringify(root)})
e = client.create_experiment(${JSON.stringify(name)})
r = client.create_run(e, run_name="12345", start_time=7)
client.log_batch(r.info.run_id, metrics=[Metric("m", float("inf"), 1, 2), Metric("m", 0.5, 2, 3)], params=[Param("p", "v")])
for i, text in enumerate([${JSON.stringify(long)}, ${JSON.stringify(awkward)}, "123", "null", "", "a: b", "- c", "two\\n\\nlines\\n ", "\u00a0 'hard' \u00a0", "tab\\t and \\\\ " + "long " * 40]):
    client.log_inputs(r.info.run_id, [DatasetInput(Dataset("d", str(i), "local", text, text, text), [InputTag("mlflow.data.context", "training")])])
client.set_terminated(r.info.run_id)
print(json.dumps(r.info.run_id))`;
  const runId = runPython(script, { MLFLOW_ALLOW_FILE_STORE: "true" }) as string;
  const run = await fileStore(root).getRun(runId);
  expect((await fileStore(root).getExperiment(run.info.experimentId)).name).toBe(name);
  expect(run.info).toMatchObject({ runName: "12345", startTime: 7, status: "FINISHED" });
  expect((await fileStore(root).getMetricHistory(runId, "m")).items.map(({ value, step }) => [value, step])).toEqual([
    [Infinity, 2],
    [0.5, 3],
  ]);
  const texts = new Map(run.datasets.map(({ dataset }) => [dataset.digest, dataset.source]));
  expect([...texts].toSorted(([a], [b]) => Number(a) - Number(b)).map(([, text]) => text)).toEqual([
    long,
    awkward,
    "123",
    "null",
    "",
    "a: b",
    "- c",
    "two\n\nlines\n ",
    "\u00a0 'hard' \u00a0",
    `tab\t and \\ ${"long ".repeat(40)}`,
  ]);
  expect(run.datasets.every(({ context }) => context === "training")).toBe(true);
  expect(existsSync(fileURLToPath(run.info.artifactUri))).toBe(true);
});
