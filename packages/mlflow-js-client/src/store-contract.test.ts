import { type MlflowServer, python, startMlflowServer } from "@evenkeel/testing/processes";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fileStore } from "./file/file-store.js";
import { memoryStore } from "./local/memory-store.js";
import { restStore } from "./rest/rest-store.js";
import type { Batch, Store } from "./store.js";

const T = 1_700_000_000_000;
const folder = (): string => mkdtempSync(join(tmpdir(), "mlflow-js-"));
let server: MlflowServer | undefined;
afterAll(() => server?.stop());

const stores: { name: string; available: boolean; open: () => Promise<Store> }[] = [
  { name: "memory store", available: true, open: async () => memoryStore() },
  { name: "file store", available: true, open: async () => fileStore(folder()) },
  {
    name: "REST store on the real server (needs: pip install mlflow)",
    available: python !== null,
    async open() {
      server = await startMlflowServer();
      return restStore(server.url, { environment: {} });
    },
  },
];

for (const { name, available, open } of stores)
  describe.skipIf(!available)(`${name}`, () => {
    let store: Store;
    let experimentId: string;
    let count = 0;
    const unique = (name: string): string => `${name}-${process.pid}-${Date.now()}-${count++}`;
    const newRun = async (name = "run"): Promise<string> => (await store.createRun({ experimentId, runName: name, startTime: T })).runId;
    const code = async (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => "nothing thrown",
        (error: { code?: unknown }) => error.code ?? error,
      );

    beforeAll(async () => {
      store = await open();
      experimentId = await store.createExperiment(unique("contract"), { tags: { "mlflow.note.content": "a note" } });
    });
    afterAll(() => store?.close());

    test("makes an experiment once, however many ask for it", async () => {
      const name = unique("race");
      const ids = await Promise.all([1, 2, 3, 4].map(() => store.getOrCreateExperiment(name)));
      expect(new Set(ids).size).toBe(1);
      expect(typeof ids[0]).toBe("string");
      expect(await code(store.createExperiment(name))).toBe("RESOURCE_ALREADY_EXISTS");
      expect((await store.getExperimentByName(name))?.experimentId).toBe(ids[0]);
      expect(await store.getExperimentByName(unique("none"))).toBeNull();
      expect(await code(store.getExperiment("999999999"))).toBe("RESOURCE_DOES_NOT_EXIST");
    });

    test("finds, renames, tags, deletes and restores experiments", async () => {
      const prefix = unique("life");
      const id = await store.createExperiment(`${prefix}/a`);
      await store.renameExperiment(id, `${prefix}/b`);
      await store.setExperimentTags(id, { owner: "me" });
      const found = await store.searchExperiments({ filter: `name LIKE '${prefix}%' AND tags.owner = 'me'` });
      expect(found.items.map(({ name }) => name)).toEqual([`${prefix}/b`]);
      const runId = (await store.createRun({ experimentId: id })).runId;
      await store.deleteExperiment(id);
      expect((await store.getExperimentByName(`${prefix}/b`))?.lifecycleStage).toBe("deleted");
      expect(await code(store.createRun({ experimentId: id }))).toBe("INVALID_PARAMETER_VALUE");
      expect(await code(store.createExperiment(`${prefix}/b`))).toBe("RESOURCE_ALREADY_EXISTS");
      expect((await store.searchExperiments({ filter: `name LIKE '${prefix}%'` })).items).toEqual([]);
      expect((await store.searchExperiments({ filter: `name LIKE '${prefix}%'`, viewType: "ALL" })).items).toHaveLength(1);
      await store.restoreExperiment(id);
      expect((await store.getRun(runId)).info.lifecycleStage).toBe("active");
    });

    test("refuses names and tags of experiments that MLflow refuses", async () => {
      const id = await store.createExperiment(unique("tags"), { tags: { long: "v".repeat(20_000) } });
      expect((await store.getExperiment(id)).tags["long"]).toHaveLength(20_000);
      expect(await code(store.setExperimentTags(id, { longer: "v".repeat(20_001) }))).toBe("INVALID_PARAMETER_VALUE");
      for (const name of ["", " ", "n".repeat(501)]) expect(await code(store.createExperiment(name))).toBe("INVALID_PARAMETER_VALUE");
      for (const id of ["abc", "999999999", "../x"])
        expect(["RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"]).toContain(await code(store.getExperiment(id)));
    });

    test("refuses a run with two names or times before 1970", async () => {
      expect(await code(store.createRun({ experimentId, runName: "a", tags: { "mlflow.runName": "b" } }))).toBe("INVALID_PARAMETER_VALUE");
      expect(await code(store.createRun({ experimentId, startTime: -1 }))).toBe("INVALID_PARAMETER_VALUE");
      expect((await store.createRun({ experimentId, tags: { "mlflow.runName": "by tag" } })).runName).toBe("by tag");
    });

    test("takes more than a megabyte of tags at once", async () => {
      const runId = await newRun();
      const tags = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`t${i}`, String(i).padEnd(8000, "y")]));
      await store.logBatch(runId, { tags });
      expect((await store.getRun(runId)).data.tags).toMatchObject(tags);
    });

    test("keeps what a run is", async () => {
      const info = await store.createRun({
        experimentId,
        runName: "first",
        startTime: T + 0.7,
        tags: { "mlflow.user": "me", own: "ü 損失" },
      });
      expect(info).toMatchObject({
        experimentId,
        runName: "first",
        startTime: T,
        status: "RUNNING",
        endTime: null,
        lifecycleStage: "active",
      });
      expect(info.runId).toMatch(/^[0-9a-f]{32}$/);
      await store.updateRun(info.runId, { status: "FINISHED", endTime: T + 9.9, runName: "second" });
      const run = await store.getRun(info.runId);
      expect(run.info).toMatchObject({ runName: "second", status: "FINISHED", endTime: T + 9 });
      expect(run.data.tags).toMatchObject({ "mlflow.runName": "second", "mlflow.user": "me", own: "ü 損失" });
      expect(await code(store.updateRun(info.runId, { status: "DONE" as never }))).toBe("INVALID_PARAMETER_VALUE");
      expect(await code(store.getRun("f".repeat(32)))).toBe("RESOURCE_DOES_NOT_EXIST");
      expect((await store.createRun({ experimentId })).runName).not.toBe("");
    });

    test("keeps every point in order, non-finite values included, and a repeated point once", async () => {
      const runId = await newRun();
      const points = [0.1, Number.NaN, Infinity, -Infinity, 1e-320, -0, 1 / 3].map((value, i) => ({
        key: "val/loss",
        value,
        timestamp: T + i,
        step: i,
      }));
      await store.logBatch(runId, { metrics: points });
      await store.logBatch(runId, { metrics: [...points.slice(2), { key: "val/loss", value: 5, timestamp: T + 9, step: 3 }, points[0]!] });
      const { items } = await store.getMetricHistory(runId, "val/loss");
      expect(items.map(({ value }) => value)).toEqual([0.1, Number.NaN, Infinity, -Infinity, 1e-320, 0, 1 / 3, 5]);
      expect(items.slice(0, 7).map(({ timestamp, step }) => [timestamp - T, step])).toEqual([0, 1, 2, 3, 4, 5, 6].map((i) => [i, i]));
      expect((await store.getMetricHistory(runId, "none")).items).toEqual([]);
    });

    test("shows the points of a metric by time, then step, whatever the order in which they came", async () => {
      const runId = await newRun();
      const points = [
        [3, 1],
        [1, 2],
        [2, 0],
        [1, 1],
      ].map(([time, step]) => ({ key: "x", value: 1, timestamp: T + time!, step: step! }));
      for (const point of points) await store.logBatch(runId, { metrics: [point] });
      expect((await store.getMetricHistory(runId, "x")).items.map(({ timestamp, step }) => [timestamp - T, step])).toEqual([
        [1, 1],
        [1, 2],
        [2, 0],
        [3, 1],
      ]);
    });

    test("reads metric histories by pages", async () => {
      const runId = await newRun();
      await store.logBatch(runId, { metrics: Array.from({ length: 2500 }, (_, i) => ({ key: "h", value: i, timestamp: T + i, step: i })) });
      const first = await store.getMetricHistory(runId, "h", { maxResults: 2000 });
      const second = await store.getMetricHistory(runId, "h", { maxResults: 2000, pageToken: first.nextPageToken! });
      expect([first.items.length, second.items.length, second.nextPageToken]).toEqual([2000, 500, undefined]);
      expect(second.items.at(-1)).toEqual({ key: "h", value: 2499, timestamp: T + 2499, step: 2499 });
    });

    test("shows the point of the highest step as the latest", async () => {
      const runId = await newRun();
      const point = (value: number, time: number, step: number) => ({ key: "x", value, timestamp: T + time, step });
      await store.logBatch(runId, { metrics: [point(10, 9, 1), point(20, 1, 5), point(30, 5, 3)] });
      expect((await store.getRun(runId)).data.metrics).toEqual([point(20, 1, 5)]);
    });

    test("cuts fractions of times and steps, which a server would answer with losing the rest of the batch", async () => {
      const runId = await newRun();
      await store.logBatch(runId, {
        metrics: [
          { key: "a", value: 1, timestamp: T + 0.5, step: 3.5 },
          { key: "b", value: 2, timestamp: T, step: 1 },
        ],
      });
      expect((await store.getRun(runId)).data.metrics).toEqual([
        { key: "a", value: 1, timestamp: T, step: 3 },
        { key: "b", value: 2, timestamp: T, step: 1 },
      ]);
    });

    test.each<[string, Batch]>([
      ["a value that is no number", { metrics: [{ key: "m", value: "0.1" as never }] }],
      ["a missing value", { metrics: [{ key: "m", value: null as never }] }],
      ["a time that is no number", { metrics: [{ key: "m", value: 1, timestamp: Number.NaN }] }],
      ["a negative time", { metrics: [{ key: "m", value: 1, timestamp: -1 }] }],
      ["an endless step", { metrics: [{ key: "m", value: 1, step: Infinity }] }],
      ["a long param", { params: { p: "x".repeat(6001) } }],
      ["a param that is no text", { params: { p: 5 as never } }],
      ["a long tag", { tags: { t: "x".repeat(8001) } }],
      ...["a=b", "acc[0]", "50%", "a//b", "a/", "/a", "../a", ".", "a/./b", "", "a\nb", "a\n", "x".repeat(251)].map(
        (key): [string, Batch] => [`the metric name ${JSON.stringify(key).slice(0, 20)}`, { metrics: [{ key, value: 1 }] }],
      ),
    ])("refuses %s and stores nothing of the batch", async (_, batch) => {
      const runId = await newRun();
      expect(await code(store.logBatch(runId, { ...batch, tags: { marker: "1", ...batch.tags } }))).toBe("INVALID_PARAMETER_VALUE");
      const { data } = await store.getRun(runId);
      expect([data.metrics, data.params, data.tags["marker"]]).toEqual([[], {}, undefined]);
    });

    test.each(["a/b/c", "val.acc-1", "with space", "a:b", "größe", "损失", "x".repeat(250)])("takes the name %s", async (key) => {
      const runId = await newRun();
      await store.logBatch(runId, { metrics: [{ key, value: 1, timestamp: T }], params: { [key]: "p" }, tags: { [key]: "t" } });
      const { data } = await store.getRun(runId);
      expect([data.metrics[0]?.key, data.params[key], data.tags[key]]).toEqual([key, "p", "t"]);
    });

    test("writes a param once", async () => {
      const runId = await newRun();
      const text = "ü\n😀 \u0085 end";
      await store.logBatch(runId, { params: { a: text, empty: "", long: "x".repeat(6000) } });
      await store.logBatch(runId, { params: { a: text } });
      expect(await code(store.logBatch(runId, { params: { a: "2" }, tags: { t: "1" } }))).toBe("INVALID_PARAMETER_VALUE");
      const { data } = await store.getRun(runId);
      expect(data.params).toEqual({ a: text, empty: "", long: "x".repeat(6000) });
      expect(data.tags["t"]).toBeUndefined();
    });

    test("takes batches of any size", async () => {
      const runId = await newRun();
      const many = Object.fromEntries(Array.from({ length: 230 }, (_, i) => [`k${i}`, String(i)]));
      await store.logBatch(runId, {
        params: many,
        tags: many,
        metrics: Object.keys(many).map((key, i) => ({ key, value: i, timestamp: T })),
      });
      const { data } = await store.getRun(runId);
      expect(data.params).toEqual(many);
      expect(data.tags).toMatchObject(many);
      expect(data.metrics).toHaveLength(230);
    });

    test("replaces and removes tags, and keeps name and tag of a run the same", async () => {
      const runId = await newRun();
      await store.logBatch(runId, { tags: { a: "1" } });
      await store.logBatch(runId, { tags: { a: "2", "mlflow.runName": "renamed" } });
      const { info, data } = await store.getRun(runId);
      expect([data.tags["a"], info.runName]).toEqual(["2", "renamed"]);
      await store.deleteTag(runId, "a");
      expect(await code(store.deleteTag(runId, "a"))).toBe("RESOURCE_DOES_NOT_EXIST");
    });

    test("searches runs with MLflow's filters, orders and pages", async () => {
      const parent = await newRun("sweep");
      const children: string[] = [];
      for (let k = 0; k < 3; k++) {
        const { runId } = await store.createRun({
          experimentId,
          runName: `trial-${k}`,
          startTime: T + 100 + k,
          tags: { "mlflow.parentRunId": parent },
        });
        await store.logBatch(runId, { metrics: [{ key: "val/bacc", value: k / 10, timestamp: T }], params: { "model.lr": String(k) } });
        children.push(runId);
      }
      const of = `tags.mlflow.parentRunId = '${parent}'`;
      const ids = async (filter: string, options: object = {}) =>
        (await store.searchRuns([experimentId], { filter, ...options })).items.map(({ info }) => info.runId);
      expect(await ids(of, { orderBy: ["metrics.`val/bacc` DESC"] })).toEqual(children.toReversed());
      expect(await ids(of)).toEqual(children.toReversed());
      expect(await ids(of, { orderBy: ["attributes.start_time ASC"] })).toEqual(children);
      expect(await ids(`${of} AND metrics.\`val/bacc\` > 0.05 AND params."model.lr" = "1"`)).toEqual([children[1]]);
      expect(
        await ids(`${of} AND attributes.run_name LIKE 'trial-%' AND status = 'RUNNING' AND params.\`model.lr\` != '0'`, {
          orderBy: ["start_time"],
        }),
      ).toEqual(children.slice(1));
      expect(await ids(`run_id IN ('${children[0]}', '${children[2]}')`, { orderBy: ["start_time"] })).toEqual([children[0], children[2]]);
      const first = await store.searchRuns([experimentId], { filter: of, maxResults: 2 });
      const second = await store.searchRuns([experimentId], { filter: of, maxResults: 2, pageToken: first.nextPageToken! });
      expect([first.items.length, second.items.length, second.nextPageToken]).toEqual([2, 1, undefined]);
      expect((await store.searchRuns([])).items).toEqual([]);
      expect((await store.searchRuns(["424242424"])).items).toEqual([]);
      const bad = ["metrics.loss ~ 3", "params.a = 'x' OR params.b = 'y'", "metrics.a = 'text'"];
      expect(await Promise.all(bad.map((filter) => code(ids(filter))))).toEqual(bad.map(() => "INVALID_PARAMETER_VALUE"));
    });

    test("deletes and restores runs; children of a deleted parent stay", async () => {
      const parent = await newRun();
      const { runId } = await store.createRun({ experimentId, tags: { "mlflow.parentRunId": parent } });
      await store.deleteRun(runId);
      expect((await store.getRun(runId)).info.lifecycleStage).toBe("deleted");
      expect(await code(store.logBatch(runId, { metrics: [{ key: "x", value: 1 }] }))).toBe("INVALID_PARAMETER_VALUE");
      const filter = `tags.mlflow.parentRunId = '${parent}'`;
      expect((await store.searchRuns([experimentId], { filter })).items).toEqual([]);
      expect((await store.searchRuns([experimentId], { filter, viewType: "DELETED_ONLY" })).items).toHaveLength(1);
      await store.restoreRun(runId);
      await store.logBatch(runId, { metrics: [{ key: "x", value: 1 }] });
      await store.deleteRun(parent);
      expect((await store.searchRuns([experimentId], { filter })).items).toHaveLength(1);
    });

    test("keeps data sets, one context for each name and digest", async () => {
      const runId = await newRun();
      const dataset = {
        name: "breast-cancer",
        digest: "abcdef0123456789",
        sourceType: "local",
        source: '{"uri":"x"}',
        schema: '{"mlflow_colspec":[{"name":"a","type":"double"}]}',
        profile: '{"num_rows":10,"class_counts":[7,3]}',
      };
      const training = { dataset, context: "training" };
      const test = { dataset: { ...dataset, digest: "fedcba" }, context: "test" };
      await store.logDatasets(runId, [training, test, training]);
      await store.logDatasets(runId, [training]);
      const { datasets } = await store.getRun(runId);
      expect(datasets).toHaveLength(2);
      expect(datasets).toEqual(expect.arrayContaining([training, test]));
      expect(await code(store.logDatasets(runId, [{ dataset, context: "validation" }]))).toBe("INVALID_PARAMETER_VALUE");
      expect(await code(store.logDatasets(runId, [{ dataset: { ...dataset, digest: "d".repeat(37) } }]))).toBe("INVALID_PARAMETER_VALUE");
      const found = await store.searchRuns([experimentId], { filter: "dataset.name = 'breast-cancer' AND dataset.context = 'training'" });
      expect(found.items.map(({ info }) => info.runId)).toEqual([runId]);
    });

    test("keeps logged models, what they were made by and what they scored", async () => {
      const runId = await newRun();
      const model = await store.createLoggedModel({
        experimentId,
        name: "mlp",
        sourceRunId: runId,
        modelType: "mlp",
        params: { units: "64" },
        tags: { kind: "best" },
      });
      expect(model).toMatchObject({
        name: "mlp",
        status: "PENDING",
        sourceRunId: runId,
        modelType: "mlp",
        params: { units: "64" },
        tags: { kind: "best" },
      });
      await store.uploadArtifact(model.modelId, "weights/w.bin", new Uint8Array([1, 2, 3]));
      await store.finalizeLoggedModel(model.modelId, "READY");
      expect((await store.findLoggedModel(experimentId, "kind", "best"))?.modelId).toBe(model.modelId);
      expect(await store.findLoggedModel(experimentId, "kind", "worst")).toBeNull();
      await store.logModelOutputs(runId, [{ modelId: model.modelId, step: 7 }]);
      await store.logModelOutputs(runId, [{ modelId: model.modelId, step: 7 }]);
      for (let repeat = 0; repeat < 2; repeat++) await store.logModelInputs(runId, [model.modelId]);
      await store.logBatch(runId, { metrics: [{ key: "ap", value: 0.5, timestamp: T, step: 7, modelId: model.modelId }] });
      expect(await store.getLoggedModel(model.modelId)).toMatchObject({
        status: "READY",
        metrics: [{ key: "ap", value: 0.5, timestamp: T, step: 7 }],
      });
      const run = await store.getRun(runId);
      expect([run.modelOutputs, run.modelInputs]).toEqual([[{ modelId: model.modelId, step: 7 }], [model.modelId]]);
      expect([...(await store.downloadArtifact(model.modelId, "weights/w.bin"))]).toEqual([1, 2, 3]);
      expect(await code(store.getLoggedModel(`m-${"0".repeat(32)}`))).toBe("RESOURCE_DOES_NOT_EXIST");
    });

    test("stores, lists and replaces artifacts of any name that survives", async () => {
      const runId = await newRun();
      const odd = "a b%c+ü?&é=[1]:~.txt";
      const source = join(folder(), "file.bin");
      writeFileSync(source, Buffer.alloc(70_000, 7));
      await store.uploadArtifact(runId, "plots/loss.json", '{"a":1}');
      await store.uploadArtifact(runId, "plots/loss.json", '{"a":2}');
      await store.uploadArtifact(runId, odd, "odd");
      await store.uploadArtifact(runId, "empty", "");
      await store.uploadArtifact(runId, "big.bin", { file: source });
      expect(new TextDecoder().decode(await store.downloadArtifact(runId, "plots/loss.json"))).toBe('{"a":2}');
      expect((await store.downloadArtifact(runId, "big.bin")).length).toBe(70_000);
      expect((await store.downloadArtifact(runId, "empty")).length).toBe(0);
      const root = await store.listArtifacts(runId);
      expect(root.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
        { path: odd, isDirectory: false, size: 3 },
        { path: "big.bin", isDirectory: false, size: 70_000 },
        { path: "empty", isDirectory: false, size: 0 },
        { path: "plots", isDirectory: true, size: null },
      ]);
      expect(await store.listArtifacts(runId, "plots")).toEqual([{ path: "plots/loss.json", isDirectory: false, size: 7 }]);
      expect(await store.listArtifacts(runId, "none")).toEqual([]);
      expect(await code(store.downloadArtifact(runId, "missing.bin"))).toBe("RESOURCE_DOES_NOT_EXIST");
      expect(await code(store.downloadArtifact(runId, "plots"))).toBe("INVALID_PARAMETER_VALUE");
    });

    test.each(["a#b", "a\nb", "a%41b", "../x", "/x", "dir/", "a//b", "", "y".repeat(256)])("refuses the artifact path %j", async (path) => {
      expect(await code(store.uploadArtifact(await newRun(), path, "x"))).toBe("INVALID_PARAMETER_VALUE");
    });
  });
