import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { QueuedCell, Queue, WorkerEvent } from "@evenkeel/core";
import { bundle } from "@evenkeel/testing/processes";
import { testLauncher } from "@evenkeel/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memoryQueue } from "../memory-queue.js";
import local from "./local.js";

const pullCells = (): Promise<string> => bundle(new URL("../pull-cells.ts", import.meta.url));

for (const workers of [1, 2]) testLauncher(local, { config: { workers }, queue: () => memoryQueue({ leaseSeconds: 60 }), pullCells });

let folder: string;
let worker: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-launcher-"));
  worker = join(folder, "worker.mjs");
  const module = await pullCells();
  writeFileSync(
    worker,
    `import { existsSync } from "node:fs";
    import { pullCells } from ${JSON.stringify(module.startsWith("file:") ? module : pathToFileURL(module).href)};
    if (existsSync(${JSON.stringify(join(folder, "broken"))})) process.exit(9);
    pullCells(async (payload, tell) => {
      if (payload === "die soon") setTimeout(() => process.exit(7), 60);
      if (payload === "die") process.exit(7);
      if (payload === "heard") process.exit(143);
      if (payload === "killed") process.kill(process.pid, "SIGKILL");
      tell(process.pid);
      await new Promise((resolve) => setTimeout(resolve, { slow: 30000, "a bit slow": 500, "die slowly": 500 }[payload] ?? 20));
      if (payload === "die slowly") process.exit(7);
      if (payload === "throw") throw new Error("thrown");
      return payload === "fail" ? { status: "failed", reason: "told to" } : { status: "finished" };
    });`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lost cells are released `retries` times, and then failed. */
async function run(
  cells: readonly (string | QueuedCell)[],
  { workers = 2, retries = 0, signal = new AbortController().signal, change = (queue: Queue): Queue => queue } = {},
): Promise<{ events: WorkerEvent[]; ends: string[] }> {
  const queue = change(memoryQueue({ leaseSeconds: 60 }));
  const queued = cells.map((of, i): QueuedCell => (typeof of === "string" ? { id: `${i}`, payload: of, needs: [], group: `${i}` } : of));
  await queue.add(queued);
  const events: WorkerEvent[] = [];
  const { start } = local.create({ workers });
  for await (const event of start({ worker, queue, atMost: queued.length, signal })) {
    events.push(event);
    if (event.type !== "lost") continue;
    if (event.lease.attempt <= retries) await queue.release(event.lease.token);
    else await queue.finish(event.lease.token, { status: "failed", reason: event.reason });
  }
  const ends = events.flatMap((event) => {
    if (event.type === "lost") return [`${event.lease.cell.id} lost: ${event.reason}${event.signal ? ` (${event.signal})` : ""}`];
    if (event.type !== "finished") return [];
    return [`${event.lease.cell.id} ${event.outcome.status}${event.outcome.status === "failed" ? `: ${event.outcome.reason}` : ""}`];
  });
  return { events, ends: ends.sort() };
}

test("every cell ends once, in as many processes as asked for", async () => {
  const { events, ends } = await run(["a", "b", "c", "d", "e"]);
  expect(ends).toEqual([0, 1, 2, 3, 4].map((id) => `${id} finished`));
  expect(new Set(events.flatMap((event) => (event.type === "told" ? [event.message] : []))).size).toBe(2);
});

test("a cell that fails or throws says why, and the others go on", async () => {
  expect((await run(["a", "fail", "throw", "b"], { workers: 1 })).ends).toEqual([
    "0 finished",
    "1 failed: told to",
    "2 failed: thrown",
    "3 finished",
  ]);
});

test("what a cell needs is settled before, in another process too", async () => {
  const cell = (id: string, needs: readonly string[]): QueuedCell => ({ id, payload: "a", needs, group: id });
  const { events } = await run([cell("last", ["one", "two"]), cell("one", []), cell("two", ["one"])]);
  const order = events.flatMap((event) =>
    event.type === "leased" || event.type === "finished" ? [`${event.type} ${event.lease.cell.id}`] : [],
  );
  expect(order).toEqual(["one", "two", "last"].flatMap((id) => [`leased ${id}`, `finished ${id}`]));
});

test("a process that dies loses its cell and is replaced", async () => {
  expect((await run(["die", "a", "die", "b"], { workers: 1 })).ends).toEqual([
    "0 lost: its process ended with code 7",
    "1 finished",
    "2 lost: its process ended with code 7",
    "3 finished",
  ]);
});

test("a process that dies while it waits is replaced", async () => {
  const cell = (id: string, payload: string, needs: readonly string[] = []): QueuedCell => ({ id, payload, needs, group: id });
  // The first process ends its cell, waits for the second and dies before that is done; then the second dies too.
  const cells = [cell("soon", "die soon"), cell("slow", "a bit slow"), cell("last", "a", ["slow"])];
  expect((await run(cells)).ends).toEqual(["last finished", "slow finished", "soon finished"]);
  const { events } = await run([cell("soon", "die soon"), cell("die", "die slowly"), cell("last", "a", ["die"])]);
  expect(events.filter(({ type }) => type === "finished").map(({ lease }) => lease.cell.id)).toEqual(["soon", "last"]);
});

test("processes that die before they have a cell are not replaced for ever", async () => {
  writeFileSync(join(folder, "broken"), "");
  const waiting = (queue: Queue): Queue => ({ ...queue, lease: async () => "wait" });
  await expect(run(["a"], { workers: 1, change: waiting })).rejects.toThrow(
    "launcher=local: expected processes that wait for their next run, got 5 that did not; of the last, its process ended with code 9.",
  );
  rmSync(join(folder, "broken"));
});

test.each(["lease", "finish"] as const)("what the queue throws at %s ends the launch, and the processes", async (call) => {
  const broken = (queue: Queue): Queue => ({ ...queue, [call]: () => Promise.reject(new Error(`no ${call}`)) });
  await expect(run(["a", "slow"], { change: broken })).rejects.toThrow(`no ${call}`);
});

test("a signal that kills a process is named, and the cell may be tried again", async () => {
  const { ends } = await run(["killed", "heard", "a"], { workers: 1, retries: 1 });
  expect(ends).toEqual([
    "0 lost: its process was killed by SIGKILL (SIGKILL)",
    "0 lost: its process was killed by SIGKILL (SIGKILL)",
    "1 lost: its process was killed by SIGTERM (SIGTERM)",
    "1 lost: its process was killed by SIGTERM (SIGTERM)",
    "2 finished",
  ]);
});

test("an abort ends the processes, and no cell is lost by it", async () => {
  const abort = new AbortController();
  const running = run(["a", "slow", "b"], { workers: 1, signal: abort.signal });
  setTimeout(() => abort.abort(), 150);
  const { ends, events } = await running;
  expect(ends.length).toBeLessThan(3);
  expect(events.some(({ type }) => type === "lost")).toBe(false);
});
