import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileStore, limits } from "mlflow-js-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tolerantStore } from "./tolerant-store.js";

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "evenkeel-tolerant-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function begin(name = "study") {
  const notes: string[] = [];
  const store = tolerantStore(fileStore(folder), (sentence) => notes.push(sentence));
  const experimentId = await store.getOrCreateExperiment(name);
  const { runId } = await store.createRun({ experimentId });
  return { store, runId, notes, read: () => store.getRun(runId) };
}

test("a value that is too long is cut, kept whole and named; the others are logged", async () => {
  const { store, runId, notes, read } = await begin();
  const [param, tag] = ["p".repeat(limits.param + 1), "t".repeat(limits.tag + 1)];
  await store.logBatch(runId, {
    params: { long: param, short: "1" },
    tags: { long: tag, short: "2" },
    metrics: [{ key: "loss", value: 1 }],
  });
  const { data } = await read();
  expect([data.params["short"], data.tags["short"], data.metrics[0]!.value]).toEqual(["1", "2", 1]);
  expect(data.params["long"]!.length).toBeLessThanOrEqual(limits.param);
  expect(data.params["long"]).toContain("whole in the artifact params/long.txt");
  const whole = async (path: string) => new TextDecoder().decode(await store.downloadArtifact(runId, path));
  expect([await whole("params/long.txt"), await whole("tags/long.txt")]).toEqual([param, tag]);
  expect(notes.length).toBe(2);
});

test.each(["a=b", "a/../b", "/a", "a/", "a//b", "", ".", "..", "a\n", "é".repeat(300), "k".repeat(251), "a/b".repeat(100), "100 %"])(
  "a name that MLflow refuses is mended: %j",
  async (key) => {
    const { store, runId, notes, read } = await begin();
    await store.logBatch(runId, {
      params: { [key]: "1", other: "1" },
      metrics: [
        { key, value: 2 },
        { key: "loss", value: 1 },
      ],
      tags: { [key]: "3" },
    });
    const { data } = await read();
    expect([Object.keys(data.params).length, data.metrics.length, Object.values(data.tags).includes("3")]).toEqual([2, 2, true]);
    expect(notes.length).toBe(3);
  },
);

test("names that would be mended to the same stay two", async () => {
  const { store, runId, read } = await begin();
  await store.logBatch(runId, { params: { "a=b": "1", "a+b": "2", a_b: "3" } });
  expect(Object.values((await read()).data.params).sort()).toEqual(["1", "2", "3"]);
});

test("a name beside those below it is logged with dots", async () => {
  const { store, runId, notes, read } = await begin();
  await store.logBatch(runId, {
    metrics: [
      { key: "loss", value: 1 },
      { key: "loss/train", value: 2 },
    ],
  });
  expect((await read()).data.metrics.map(({ key }) => key).sort()).toEqual(["loss", "loss.train"]);
  expect(notes.length).toBe(1);
});

test("what is refused all the same is named, and costs nothing else", async () => {
  const { store, runId, notes, read } = await begin();
  await store.logBatch(runId, { params: { rate: "1" } });
  await store.logBatch(runId, {
    params: { rate: "2", other: "3" },
    metrics: [
      { key: "nan", value: Number.NaN },
      { key: "bad", value: 1, timestamp: -1 },
    ],
  });
  const { data } = await read();
  expect([data.params, data.metrics.map(({ key }) => key)]).toEqual([{ rate: "1", other: "3" }, ["nan"]]);
  expect(notes).toEqual([expect.stringContaining('param "rate" is not logged'), expect.stringContaining('metric "bad" is not logged')]);
});

test("more params and points than a server takes at once are all logged", async () => {
  const { store, runId, notes, read } = await begin();
  await store.logBatch(runId, {
    params: Object.fromEntries(Array.from({ length: 350 }, (_, i) => [`p${i}`, ""])),
    metrics: Array.from({ length: 2500 }, (_, step) => ({ key: "loss", value: step, step })),
  });
  const { data } = await read();
  expect([Object.keys(data.params).length, data.metrics[0]!.step, notes]).toEqual([350, 2499, []]);
});

test("a data set with a schema that is too long is linked, and the schema an artifact", async () => {
  const { store, runId, notes, read } = await begin();
  const schema = JSON.stringify("x".repeat(limits.datasetSchema));
  await store.logDatasets(runId, [
    { context: "training", dataset: { name: "n".repeat(600), digest: "d", sourceType: "code", source: "{}", schema } },
    { context: "test", dataset: { name: "n", digest: "e".repeat(40), sourceType: "code", source: "{}" } },
  ]);
  expect((await read()).datasets.map(({ context }) => context)).toEqual(["training"]);
  expect((await store.downloadArtifact(runId, "datasets/training-schema.json")).length).toBe(schema.length);
  expect(notes.length).toBe(2);
});

test("names of experiments and runs fit, also where an experiment was deleted", async () => {
  const { store, notes } = await begin("gone");
  await store.deleteExperiment(await store.getOrCreateExperiment("gone"));
  const experimentId = await store.getOrCreateExperiment("gone");
  expect((await store.getExperiment(experimentId)).name).toBe("gone (2)");
  const long = await store.getOrCreateExperiment("e".repeat(600));
  const { runName } = await store.createRun({ experimentId: long, runName: "r".repeat(9000) });
  expect([...runName].length).toBe(250);
  expect(notes.length).toBe(3);
});
