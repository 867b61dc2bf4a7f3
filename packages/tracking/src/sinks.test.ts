import type { Sink, RunEvent } from "@evenkeel/core";
import { memoryStore, type Store } from "mlflow-js-client";
import { from } from "rxjs";
import { expect, test, vi } from "vitest";
import { connectSinks } from "./connect-sinks.js";
import { mlflowSink } from "./mlflow-sink.js";

const T = 1_700_000_000_000;
const window = (step: number, value = step / 8): RunEvent => ({
  type: "windowEnded",
  time: T + step,
  step,
  metrics: { "train/loss": value },
});
const started: RunEvent = { type: "runStarted", time: T, engine: "wasm", updates: 3, config: {} };
const ended: RunEvent = { type: "runEnded", time: T + 99, step: 3 };

function recorder(
  name: string,
  handle: (event: RunEvent, index: number) => void | Promise<void> = () => {},
): Sink & { readonly seen: RunEvent[]; closed: number } {
  const sink = {
    name,
    seen: [] as RunEvent[],
    closed: 0,
    async handle(event: RunEvent): Promise<void> {
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

const train: RunEvent[] = [started, window(1), window(2), { type: "epochEnded", time: T, step: 2, epoch: 1 }, window(3), ended];

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

test("all points are logged", async () => {
  const store = memoryStore();
  const runId = await newRun(store);
  expect(await connectSinks(from(train), [mlflowSink({ store, runId })])).toEqual({ failures: [] });
  expect((await store.getMetricHistory(runId, "train/loss")).items).toEqual(
    [1, 2, 3].map((step) => ({ key: "train/loss", value: step / 8, timestamp: T + step, step })),
  );
});

test("a run of which few points are asked for has those at equal distances, and the last", async () => {
  const store = memoryStore();
  const runId = await newRun(store);
  const steps = Array.from({ length: 9 }, (_, i) => window(i + 1));
  await connectSinks(from([{ ...started, updates: 9 } as RunEvent, ...steps, ended]), [mlflowSink({ store, runId, curvePoints: 2 })]);
  expect((await store.getMetricHistory(runId, "train/loss")).items.map(({ step }) => step)).toEqual([5, 9]);
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
