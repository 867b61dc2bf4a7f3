import { expect, test } from "vitest";
import { flattenParams } from "./flatten-params.js";
import { memoryStore } from "./local/memory-store.js";
import { openRun, startRun, withRun } from "./run-handle.js";

test("flattens nested settings to names with dots", () => {
  const settings = { seed: 7, model: { name: "mlp", hidden: [64, 32], dropout: null }, empty: {}, absent: undefined, on: true };
  expect(flattenParams(settings)).toEqual({
    seed: "7",
    "model.name": "mlp",
    "model.hidden": "[64,32]",
    "model.dropout": "null",
    empty: "{}",
    on: "true",
  });
});

test("a run under a parent keeps what was logged and when it ended", async () => {
  const store = memoryStore();
  const parent = await startRun(store, { experiment: "study", name: "comparison" });
  const child = await startRun(store, { experiment: "study", parentRunId: parent.runId, startTime: 5 });
  await child.logMetrics({ "train/loss": 0.5, "train/ap": 0.25 }, 3, 17);
  await child.logParams({ model: { hidden: [8] } });
  await child.setNote("**good**");
  await child.logArtifact("config.yaml", "seed: 7");
  await child.end("FINISHED", 29);
  const run = await store.getRun(child.runId);
  expect(run.info).toMatchObject({ experimentId: parent.experimentId, startTime: 5, endTime: 29, status: "FINISHED" });
  expect(run.data.metrics).toEqual([
    { key: "train/ap", value: 0.25, timestamp: 17, step: 3 },
    { key: "train/loss", value: 0.5, timestamp: 17, step: 3 },
  ]);
  expect(run.data.params).toEqual({ "model.hidden": "[8]" });
  expect(run.data.tags).toMatchObject({
    "mlflow.parentRunId": parent.runId,
    "mlflow.source.type": "LOCAL",
    "mlflow.note.content": "**good**",
  });
});

test("a body that throws leaves a failed run and its error", async () => {
  const store = memoryStore();
  let runId = "";
  const broken = withRun(store, { experiment: "study" }, async (run) => {
    runId = run.runId;
    throw new Error("diverged");
  });
  await expect(broken).rejects.toThrow("diverged");
  expect((await store.getRun(runId)).info.status).toBe("FAILED");
  await (await openRun(store, runId)).setTags({ seen: "yes" });
  expect((await store.getRun(runId)).data.tags["seen"]).toBe("yes");
});
