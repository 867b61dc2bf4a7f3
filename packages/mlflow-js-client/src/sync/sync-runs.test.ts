import {
  bundle,
  type FaultProxy,
  type MlflowServer,
  python,
  startFaultProxy,
  startMlflowServer,
  startScript,
} from "@evenkeel/testing/processes";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Run } from "../entities.js";
import { fileStore } from "../file/file-store.js";
import { memoryStore } from "../local/memory-store.js";
import { type RestStore, restStore } from "../rest/rest-store.js";
import type { Store } from "../store.js";
import { mirrorRuns, syncRuns } from "./sync-runs.js";

const T = 1_700_000_000_000;
const newFolder = (): string => join(mkdtempSync(join(tmpdir(), "mlflow-sync-")), "mlruns");

/** A comparison with two trials, of which one made a model. */
async function fill(folder: string, name = "study"): Promise<{ parent: string; trials: string[] }> {
  const store = fileStore(folder);
  const experimentId = await store.getOrCreateExperiment(name, { tags: { "mlflow.note.content": "**why**" } });
  const parent = (await store.createRun({ experimentId, runName: "comparison", startTime: T })).runId;
  const trials: string[] = [];
  for (const k of [0, 1]) {
    const { runId } = await store.createRun({
      experimentId,
      runName: `trial ${k}`,
      startTime: T + 10 + k,
      tags: { "mlflow.parentRunId": parent },
    });
    const metrics = ["train/loss", "test/ap"].flatMap((key) =>
      Array.from({ length: 700 }, (_, i) => ({ key, value: i === 3 ? Number.NaN : i / (k + 2), timestamp: T + i, step: i })),
    );
    await store.logBatch(runId, { metrics, params: { "model.lr": `0.${k}` }, tags: { kind: "trial" } });
    await store.logDatasets(runId, [
      { dataset: { name: "d", digest: `train-${k}`, sourceType: "local", source: "{}", profile: '{"n":3}' }, context: "training" },
    ]);
    await store.uploadArtifact(runId, "config/config.yaml", `seed: ${k}`);
    await store.uploadArtifact(runId, "empty", "");
    await store.updateRun(runId, { status: k === 0 ? "FINISHED" : "FAILED", endTime: T + 999 });
    trials.push(runId);
  }
  const model = await store.createLoggedModel({ experimentId, name: "mlp", sourceRunId: trials[0]!, params: { units: "64" } });
  await store.uploadArtifact(model.modelId, "weights.bin", new Uint8Array([1, 2, 3]));
  await store.logBatch(trials[0]!, { metrics: [{ key: "test/ap-of-model", value: 0.5, timestamp: T, step: 1, modelId: model.modelId }] });
  await store.logModelOutputs(trials[0]!, [{ modelId: model.modelId, step: 1 }]);
  await store.finalizeLoggedModel(model.modelId, "READY");
  await store.updateRun(parent, { status: "FINISHED", endTime: T + 1000 });
  await store.close();
  return { parent, trials };
}

/** Everything of an experiment's runs but what differs between stores: ids and addresses. */
async function contents(store: Store, name = "study"): Promise<unknown[]> {
  const { experimentId, tags } = (await store.getExperimentByName(name))!;
  const { items } = await store.searchRuns([experimentId], { orderBy: ["attributes.start_time ASC"] });
  const nameOf = new Map(items.map(({ info }) => [info.runId, info.runName]));
  return Promise.all(
    items.map(async ({ info, data, datasets, modelOutputs }: Run) => ({
      note: tags["mlflow.note.content"],
      name: info.runName,
      status: info.status,
      times: [info.startTime, info.endTime],
      parent: nameOf.get(data.tags["mlflow.parentRunId"] ?? ""),
      kind: data.tags["kind"],
      params: data.params,
      datasets,
      history: Object.fromEntries(
        await Promise.all(data.metrics.map(async ({ key }) => [key, (await store.getMetricHistory(info.runId, key)).items] as const)),
      ),
      artifacts: await Promise.all(
        ["config/config.yaml", "empty"].map((path) =>
          store.downloadArtifact(info.runId, path).then(
            (bytes) => new TextDecoder().decode(bytes),
            () => null,
          ),
        ),
      ),
      models: await Promise.all(
        modelOutputs.map(async ({ modelId, step }) => {
          const { name: modelName, status, params, metrics } = await store.getLoggedModel(modelId);
          return { modelName, status, params, metrics, step, weights: [...(await store.downloadArtifact(modelId, "weights.bin"))] };
        }),
      ),
    })),
  );
}

test("a second sync adds only what is new, also without the notes of the first", async () => {
  const folder = newFolder();
  const { trials } = await fill(folder);
  const remote = memoryStore();
  const first = await syncRuns({ from: folder, to: remote });
  expect(first.failures).toEqual([]);
  expect(first.results.map(({ isNew, points, artifacts, isComplete }) => [isNew, points, artifacts, isComplete])).toEqual([
    [true, 0, 0, true],
    [true, 1401, 2, true],
    [true, 1400, 2, true],
  ]);
  const there = await contents(remote);
  expect(there).toEqual(await contents(fileStore(folder)));
  const second = await syncRuns({ from: folder, to: remote });
  expect(second.results.every(({ isNew, points, artifacts }) => !isNew && points === 0 && artifacts === 0)).toBe(true);
  const store = fileStore(folder);
  for (const runId of trials) {
    const run = join(folder, (await store.getRun(runId)).info.experimentId, runId);
    for (const name of readdirSync(run).filter((file) => file.startsWith("sync-"))) rmSync(join(run, name));
  }
  await syncRuns({ from: folder, to: remote });
  expect(await contents(remote)).toEqual(there);
  await store.logBatch(trials[0]!, { metrics: [{ key: "later", value: 1, timestamp: T }], tags: { kind: "changed" } });
  await store.uploadArtifact(trials[0]!, "config/config.yaml", "seed: 17");
  const third = await syncRuns({ from: folder, to: remote, runIds: [trials[0]!] });
  expect(third.results).toMatchObject([{ points: 1, artifacts: 1 }]);
  expect(await contents(remote)).toEqual(await contents(fileStore(folder)));
});

/** A store that does what the first calls ask, of which the answer of the last is lost, and nothing after. */
function interrupted(store: Store, calls: number): { readonly store: Store; readonly wasReached: () => boolean } {
  let count = 0;
  const proxy = new Proxy(store, {
    get: (target, name: keyof Store) => {
      const value = target[name];
      if (typeof value !== "function") return value;
      return async (...args: never[]) => {
        const isDone = ++count <= calls;
        const result = isDone ? await (value as (...args: never[]) => Promise<unknown>)(...args) : undefined;
        if (count >= calls) throw new Error("interrupted");
        return result;
      };
    },
  });
  return { store: proxy, wasReached: () => count >= calls };
}

test("interrupted at any call and started again, nothing is lost or doubled", async () => {
  const original = newFolder();
  await fill(original);
  const wanted = await contents(fileStore(original));
  let calls = 1;
  for (let isCut = true; isCut; calls++) {
    const folder = newFolder();
    cpSync(original, folder, { recursive: true });
    const remote = memoryStore();
    const cut = interrupted(remote, calls);
    const { failures } = await syncRuns({ from: folder, to: cut.store });
    isCut = cut.wasReached();
    expect(failures.length > 0).toBe(isCut);
    await syncRuns({ from: folder, to: remote });
    expect(await contents(remote)).toEqual(wanted);
  }
  expect(calls).toBeGreaterThan(25);
});

test("a server that does not answer ends the pass; other failures are of one run", async () => {
  const folder = newFolder();
  const { parent, trials } = await fill(folder);
  const remote = memoryStore();
  const broken: Store = { ...remote, uploadArtifact: () => Promise.reject(new Error("full")) };
  expect((await syncRuns({ from: folder, to: broken })).failures.map(({ runId }) => runId)).toEqual(trials);
  const silent = restStore("http://127.0.0.1:9", { retries: 0, environment: {} });
  const { failures } = await syncRuns({ from: folder, to: silent });
  expect(failures).toMatchObject([{ runId: parent, error: { code: "UNREACHABLE" } }]);
  await expect(syncRuns({ from: join(folder, "none"), to: remote })).rejects.toMatchObject({ code: "RESOURCE_DOES_NOT_EXIST" });
});

test("a mirror brings what is new at every pass", async () => {
  const folder = newFolder();
  const store = fileStore(folder);
  const remote = memoryStore();
  const mirror = mirrorRuns(folder, remote);
  expect((await mirror.pass()).results).toEqual([]);
  const experimentId = await store.createExperiment("live");
  const { runId } = await store.createRun({ experimentId, runName: "run" });
  await store.logBatch(runId, { metrics: [{ key: "x", value: 1, timestamp: T, step: 1 }] });
  expect((await mirror.pass()).results).toMatchObject([{ points: 1, isComplete: false }]);
  // A run that goes on and has nothing new is not looked at.
  expect((await mirror.pass()).results).toEqual([]);
  await store.logBatch(runId, { metrics: [{ key: "x", value: 1.5, timestamp: T, step: 1 }] });
  expect((await mirror.pass()).results).toMatchObject([{ points: 1, isComplete: false }]);
  await store.uploadArtifact(runId, "deep/a.txt", "a");
  await mirror.pass();
  await store.uploadArtifact(runId, "deep/a.txt", "another");
  expect((await mirror.pass()).results).toMatchObject([{ points: 0, artifacts: 1 }]);
  await store.logBatch(runId, {
    metrics: [
      { key: "x", value: 2, timestamp: T, step: 2 },
      { key: "y", value: 2, timestamp: T, step: 2 },
    ],
  });
  expect((await mirror.pass()).results).toMatchObject([{ points: 2, isComplete: false }]);
  await store.updateRun(runId, { status: "FINISHED", endTime: T });
  expect((await mirror.pass()).results).toMatchObject([{ points: 0, isComplete: true }]);
  expect((await mirror.pass()).results).toEqual([]);
  await store.logBatch(runId, { tags: { note: "late" } });
  await mirror.pass();
  const [run] = (await remote.searchRuns(["1"])).items;
  expect([run?.info.status, run?.data.tags["note"], run?.data.metrics.map(({ value }) => value)]).toEqual(["FINISHED", "late", [2, 2]]);
});

test("what a run gets late arrives late: tags of its experiment, a model's link, a model that another run made", async () => {
  const folder = newFolder();
  const store = fileStore(folder);
  const remote = memoryStore();
  const mirror = mirrorRuns(folder, remote);
  const experimentId = await store.createExperiment("study");
  const reader = (await store.createRun({ experimentId, runName: "reader", startTime: 1 })).runId;
  const maker = (await store.createRun({ experimentId, runName: "maker", startTime: 2 })).runId;
  await mirror.pass();
  const { modelId } = await store.createLoggedModel({ experimentId, name: "mlp", sourceRunId: maker });
  await store.logModelInputs(reader, [modelId]);
  await mirror.pass();
  await store.logModelOutputs(maker, [{ modelId, step: 3 }]);
  await store.uploadArtifact(modelId, "weights.bin", "late");
  await store.setExperimentTags(experimentId, { "mlflow.note.content": "late" });
  for (const runId of [reader, maker]) await store.updateRun(runId, { status: "FINISHED", endTime: T });
  await mirror.pass();
  const [there, other] = (await remote.searchRuns(["1"], { orderBy: ["run_name"] })).items;
  const remoteModel = there!.modelOutputs[0]!.modelId;
  expect(there!.modelOutputs).toEqual([{ modelId: remoteModel, step: 3 }]);
  expect(other!.modelInputs).toEqual([remoteModel]);
  expect(new TextDecoder().decode(await remote.downloadArtifact(remoteModel, "weights.bin"))).toBe("late");
  expect((await remote.getExperiment("1")).tags["mlflow.note.content"]).toBe("late");
});

test("a run that a slow server made twice is there once when it ends", async () => {
  const folder = newFolder();
  const store = fileStore(folder);
  const remote = memoryStore();
  const experimentId = await store.createExperiment("study");
  // Begun before the sync, which then cannot know that nobody else tried to bring it.
  const { runId } = await store.createRun({ experimentId, runName: "run", startTime: T });
  await syncRuns({ from: folder, to: remote });
  const [first] = (await remote.searchRuns(["1"])).items;
  await remote.createRun({ experimentId: "1", tags: { "mlflow.jsClient.sourceId": runId } });
  await store.updateRun(runId, { status: "FINISHED", endTime: T });
  await syncRuns({ from: folder, to: remote });
  const { items } = await remote.searchRuns(["1"]);
  expect(items.map(({ info }) => [info.runId, info.status])).toEqual([[first?.info.runId, "FINISHED"]]);
});

describe.skipIf(!python)("on the real server (needs: pip install mlflow)", () => {
  let server: MlflowServer;
  let proxy: FaultProxy;
  let remote: RestStore;
  let bundleUrl: string;
  beforeAll(async () => {
    [server, bundleUrl] = await Promise.all([startMlflowServer(), bundle(new URL("../index.ts", import.meta.url))]);
    proxy = await startFaultProxy(server.url);
    remote = restStore(server.url, { environment: {} });
  });
  afterAll(async () => {
    await remote?.close();
    await proxy?.stop();
    await server?.stop();
  });

  test("everything arrives value by value", async () => {
    const folder = newFolder();
    await fill(folder);
    const { failures } = await syncRuns({ from: folder, to: remote });
    expect(failures).toEqual([]);
    expect(await contents(remote)).toEqual(await contents(fileStore(folder)));
  });

  test("killed at random and started again by two at once, nothing is lost or doubled", async () => {
    const folder = newFolder();
    await fill(folder, "killed");
    proxy.plan = () => ({ type: "delay", milliseconds: 10 });
    const script = `const report = await lib.syncRuns({ from: ${JSON.stringify(folder)}, to: ${JSON.stringify(proxy.url)} }); console.log(["done", ...report.failures.map(({ error }) => error.message)].join(" "));`;
    for (let k = 0; k < 6; k++) {
      const { child } = startScript(bundleUrl, script);
      const closed = once(child, "close");
      await wait(150 + 120 * k);
      child.kill("SIGKILL");
      await closed;
    }
    proxy.plan = () => undefined;
    await Promise.all([1, 2].map(() => startScript(bundleUrl, script).output));
    expect(await startScript(bundleUrl, script).output).toBe("done\n");
    expect(await contents(remote, "killed")).toEqual(await contents(fileStore(folder), "killed"));
    const all = await remote.searchRuns([(await remote.getExperimentByName("killed"))!.experimentId], { viewType: "ALL" });
    expect(all.items).toHaveLength(3);
  });
});
