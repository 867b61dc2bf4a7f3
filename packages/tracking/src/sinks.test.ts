import type { Sink, TrainEvent } from "@evenkeel/core";
import { memoryStore, type Store } from "mlflow-js-client";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { from, of } from "rxjs";
import { expect, test, vi } from "vitest";
import { connectSinks } from "./connect-sinks.js";
import { jsonLinesSink } from "./json-lines-sink.js";
import { mlflowSink } from "./mlflow-sink.js";

const T = 1_700_000_000_000;
const window = (step: number, value = step / 8): TrainEvent => ({
  type: "windowEnded",
  time: T + step,
  step,
  metrics: { "train/loss": value },
});
const started: TrainEvent = { type: "runStarted", time: T, engine: "wasm", updates: 3 };
const ended: TrainEvent = { type: "runEnded", time: T + 99, step: 3 };

function recorder(
  name: string,
  handle: (event: TrainEvent, index: number) => void | Promise<void> = () => {},
): Sink & { readonly seen: TrainEvent[]; closed: number } {
  const sink = {
    name,
    seen: [] as TrainEvent[],
    closed: 0,
    async handle(event: TrainEvent): Promise<void> {
      await handle(event, sink.seen.length);
      sink.seen.push(event);
    },
    async close(): Promise<void> {
      sink.closed++;
    },
  };
  return sink;
}

async function newRun(store: Store): Promise<string> {
  return (await store.createRun({ experimentId: await store.getOrCreateExperiment("study") })).runId;
}

const train: TrainEvent[] = [started, window(1), window(2), { type: "epochEnded", time: T, step: 2, epoch: 1 }, window(3), ended];

test("every sink gets every event in order and is closed, slow ones too", async () => {
  const sinks = [recorder("fast"), recorder("slow", () => new Promise((resolve) => setTimeout(resolve, 2)))];
  expect(await connectSinks(from(train), sinks)).toEqual({ failures: [] });
  expect(sinks.map(({ seen, closed }) => [seen, closed])).toEqual([
    [train, 1],
    [train, 1],
  ]);
});

test("a sink that fails is reported, closed, and stops neither the stream nor the others", async () => {
  const broken = recorder("broken", (_, index) => {
    if (index === 2) throw new Error("disk full");
  });
  const other = recorder("other");
  const { failures } = await connectSinks(from(train), [broken, other]);
  expect(failures).toEqual([{ sink: "broken", error: new Error("disk full") }]);
  expect([broken.seen.length, broken.closed, other.seen.length]).toEqual([2, 1, train.length]);
});

test("a sink that cannot be closed is reported; no sink at all is fine", async () => {
  const broken: Sink = { name: "broken", handle: () => {}, close: () => Promise.reject(new Error("no room")) };
  expect((await connectSinks(from(train), [broken])).failures).toEqual([{ sink: "broken", error: new Error("no room") }]);
  expect(await connectSinks(from(train), [])).toEqual({ failures: [] });
});

test("one line of JSON for each event, appended", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "tracking-")), "deep/events.jsonl");
  const odd: TrainEvent[] = [
    window(1, Number.NaN),
    { type: "contributionsRecorded", time: T, step: 1, contributions: Float64Array.of(1, -Infinity) },
  ];
  await connectSinks(from(train), [jsonLinesSink(path)]);
  await connectSinks(from(odd), [jsonLinesSink(path)]);
  const lines = readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(lines).toEqual([...train, { ...odd[0], metrics: { "train/loss": "NaN" } }, { ...odd[1], contributions: [1, "-Infinity"] }]);
});

test("a file that cannot be written is a failure of the sink", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tracking-"));
  const { failures } = await connectSinks(from(train), [jsonLinesSink(folder)]);
  expect(failures).toMatchObject([{ sink: "json-lines", error: { code: "EISDIR" } }]);
});

test("a finished run has all points and its end", async () => {
  const store = memoryStore();
  const runId = await newRun(store);
  expect(await connectSinks(from(train), [mlflowSink({ store, runId })])).toEqual({ failures: [] });
  const { info } = await store.getRun(runId);
  expect([info.status, info.endTime]).toEqual(["FINISHED", T + 99]);
  expect((await store.getMetricHistory(runId, "train/loss")).items).toEqual(
    [1, 2, 3].map((step) => ({ key: "train/loss", value: step / 8, timestamp: T + step, step })),
  );
});

test("a run of which few points are asked for has those at equal distances, and the last", async () => {
  const store = memoryStore();
  const runId = await newRun(store);
  const steps = Array.from({ length: 9 }, (_, i) => window(i + 1));
  await connectSinks(from([{ ...started, updates: 9 } as TrainEvent, ...steps, ended]), [mlflowSink({ store, runId, curvePoints: 2 })]);
  expect((await store.getMetricHistory(runId, "train/loss")).items.map(({ step }) => step)).toEqual([5, 9]);
});

test("a failed run keeps its points and the reason", async () => {
  const store = memoryStore();
  const runId = await newRun(store);
  await connectSinks(
    of<TrainEvent[]>(started, window(1), { type: "runFailed", time: T + 5, step: 2, reason: "loss became NaN at step 2" }),
    [mlflowSink({ store, runId })],
  );
  const { info, data } = await store.getRun(runId);
  expect([info.status, info.endTime, data.tags["evenkeel.failure"], data.metrics.length]).toEqual([
    "FAILED",
    T + 5,
    "loss became NaN at step 2",
    1,
  ]);
});

test("points leave together: after a second, at 1,000, at the end of an epoch", async () => {
  vi.useFakeTimers();
  const sizes: number[] = [];
  const store = {
    ...memoryStore(),
    logBatch: async (_: string, { metrics = [] }: { metrics?: readonly unknown[] }) => void sizes.push(metrics.length),
  };
  const sink = mlflowSink({ store, runId: "r" });
  for (let step = 0; step < 5; step++) sink.handle(window(step));
  await vi.advanceTimersByTimeAsync(999);
  expect(sizes).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(sizes).toEqual([5]);
  for (let step = 0; step < 1001; step++) sink.handle(window(step));
  await vi.advanceTimersByTimeAsync(0);
  expect(sizes).toEqual([5, 1000]);
  sink.handle({ type: "epochEnded", time: T, step: 2, epoch: 1 });
  await vi.advanceTimersByTimeAsync(0);
  expect(sizes).toEqual([5, 1000, 1]);
});

test("one request is under way at a time, and no event waits for it", async () => {
  const memory = memoryStore();
  const runId = await newRun(memory);
  let most = 0;
  let now = 0;
  const store: Store = {
    ...memory,
    async logBatch(id, batch) {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await memory.logBatch(id, batch);
      now--;
    },
  };
  const sink = mlflowSink({ store, runId, maxPoints: 1 });
  for (let step = 0; step < 10; step++) expect(sink.handle(window(step))).toBeUndefined();
  await sink.close();
  expect(most).toBe(1);
  expect((await memory.getMetricHistory(runId, "train/loss")).items.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("a store that fails makes the sink fail", async () => {
  const store: Store = { ...memoryStore(), logBatch: () => Promise.reject(new Error("down")) };
  const { failures } = await connectSinks(from(train), [mlflowSink({ store, runId: "r" })]);
  expect(failures).toEqual([{ sink: "mlflow", error: new Error("down") }]);
});
