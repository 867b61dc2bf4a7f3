import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobStatus } from "@evenkeel/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { localLauncher } from "./local-launcher.js";

let folder: string;
let worker: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-launcher-"));
  worker = join(folder, "worker.mjs");
  writeFileSync(
    worker,
    `process.on("message", ({ id, payload }) => {
      if (payload === "die") process.exit(7);
      if (payload === "heard") process.exit(143);
      if (payload === "killed") process.kill(process.pid, "SIGKILL");
      process.send({ type: "progress", id, message: process.pid });
      setTimeout(() => process.send(payload === "fail" ? { type: "failed", id, reason: "told to" } : { type: "finished", id }), 20);
    });
    process.on("disconnect", () => process.exit());`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function submit(payloads: readonly string[], numWorkers = 2, signal = new AbortController().signal): Promise<JobStatus[]> {
  const statuses: JobStatus[] = [];
  const jobs = payloads.map((payload, i) => ({ id: `${i}`, payload }));
  for await (const status of localLauncher({ worker, numWorkers }).submit(jobs, signal)) statuses.push(status);
  return statuses;
}

const ends = (statuses: readonly JobStatus[]) =>
  statuses.filter(({ type }) => type === "finished" || type === "failed").sort((a, b) => Number(a.id) - Number(b.id));

test("every job ends once, in as many processes as asked for", async () => {
  const statuses = await submit(["a", "b", "c", "d", "e"]);
  expect(ends(statuses)).toEqual(["0", "1", "2", "3", "4"].map((id) => ({ type: "finished", id })));
  const processes = new Set(statuses.flatMap((status) => (status.type === "progress" ? [status.message] : [])));
  expect(processes.size).toBe(2);
});

test("a job that fails says why, and the others go on", async () => {
  expect(ends(await submit(["a", "fail", "b"], 1))).toEqual([
    { type: "finished", id: "0" },
    { type: "failed", id: "1", reason: "told to" },
    { type: "finished", id: "2" },
  ]);
});

test("a process that dies fails its job and is replaced", async () => {
  expect(ends(await submit(["die", "a", "die", "b"], 1))).toEqual([
    { type: "failed", id: "0", reason: "its process ended with code 7" },
    { type: "finished", id: "1" },
    { type: "failed", id: "2", reason: "its process ended with code 7" },
    { type: "finished", id: "3" },
  ]);
});

test("a signal that kills a process is named", async () => {
  expect(ends(await submit(["killed", "heard", "a"], 1))).toEqual([
    { type: "failed", id: "0", reason: "its process was killed by SIGKILL", signal: "SIGKILL" },
    { type: "failed", id: "1", reason: "its process was killed by SIGTERM", signal: "SIGTERM" },
    { type: "finished", id: "2" },
  ]);
});

test("an abort ends the processes without calling their jobs failed", async () => {
  const abort = new AbortController();
  const running = submit(["a", "b", "c"], 1, abort.signal);
  setTimeout(() => abort.abort(), 30);
  expect(ends(await running).length).toBeLessThan(3);
});
