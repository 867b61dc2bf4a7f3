import type { RunEvent } from "@evenkeel/core";
import { bundle, freePort, type MlflowServer, python, startFaultProxy, startMlflowServer, startScript } from "@evenkeel/testing/processes";
import { fileStore, memoryStore, restStore, type Store, syncRuns } from "mlflow-js-client";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { concat, from, of, type Observable } from "rxjs";
import { concatMap, delay } from "rxjs/operators";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectSinks } from "./connect-sinks.js";
import { createMlflowTracking } from "./create-mlflow-tracking.js";
import { startMirror } from "./run-mirror.js";

const T = 1_700_000_000_000;
const newFolder = (): string => join(mkdtempSync(join(tmpdir(), "tracking-")), "mlruns");
const window = (step: number): RunEvent => ({
  type: "windowEnded",
  time: T + step,
  step,
  metrics: { "train/loss": 1 / (step + 1), "train/ap": step },
});
const started: RunEvent = { type: "runStarted", time: T, engine: "wasm", updates: 3, config: {} };

/** Windows that come 10 ms apart. */
function training(steps: number): Observable<RunEvent> {
  const windows = from(Array.from({ length: steps }, (_, step) => window(step))).pipe(concatMap((event) => of(event).pipe(delay(10))));
  return concat(of(started), windows, of<RunEvent>({ type: "runEnded", time: T + 5000, step: steps }));
}

async function lossOf(
  store: Store,
  experiment: string,
): Promise<{ status: string; end: number | null; steps: number[]; parent: string | undefined }[]> {
  const { experimentId } = (await store.getExperimentByName(experiment))!;
  const { items } = await store.searchRuns([experimentId], { orderBy: ["attributes.start_time ASC"] });
  return Promise.all(
    items.map(async ({ info, data }) => ({
      status: info.status,
      end: info.endTime,
      steps: (await store.getMetricHistory(info.runId, "train/loss")).items.map(({ step }) => step),
      parent: items.find((other) => other.info.runId === data.tags["mlflow.parentRunId"])?.info.runName,
    })),
  );
}

const allSteps = (count: number): number[] => Array.from({ length: count }, (_, step) => step);

/** Every byte below a folder. */
function everything(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => `${entry.name} ${entry.isFile() ? readFileSync(join(entry.parentPath, entry.name), "latin1") : ""}`)
    .join("\n");
}

test("without a server the run is in the folder, nested and described", async () => {
  const folder = newFolder();
  const parent = await createMlflowTracking({ folder, experiment: "study", name: "comparison", startTime: 1, warn: expect.unreachable });
  const tracking = await createMlflowTracking({
    folder,
    experiment: "study",
    name: "trial",
    parentRunId: parent.runId!,
    params: { "model.hidden": "[64,32]", seed: "7" },
    datasets: [{ dataset: { name: "d", digest: "x", sourceType: "local", source: "{}" }, context: "training" }],
    warn: expect.unreachable,
  });
  expect(await connectSinks(training(3), [tracking])).toEqual({ failures: [] });
  await parent.close();
  const { data, datasets } = await fileStore(folder).getRun(tracking.runId!);
  expect(data.params).toEqual({ "model.hidden": "[64,32]", seed: "7" });
  expect(datasets.map(({ context }) => context)).toEqual(["training"]);
  expect(await lossOf(fileStore(folder), "study")).toMatchObject([
    { steps: [] },
    { status: "FINISHED", end: T + 5000, steps: [0, 1, 2], parent: "comparison" },
  ]);
});

test("what a run finds, writes and fails of is logged as it is told", async () => {
  const folder = newFolder();
  const file = join(mkdtempSync(join(tmpdir(), "tracking-")), "predictions.csv");
  writeFileSync(file, "row,label\n");
  const begin = () =>
    createMlflowTracking({
      folder,
      experiment: "study",
      primary: { name: "test/average_precision", higherIsBetter: true },
      isArtifact: (name) => name !== "secret.csv",
      note: ({ metrics, seconds }) => `AP ${metrics["average_precision"]} after ${seconds} s`,
      warn: expect.unreachable,
    });
  const artifact = (name: string): RunEvent => ({ type: "artifact", time: T, name, path: file, media: "text/csv" });
  const ended = await begin();
  await connectSinks(
    from<RunEvent[]>([
      started,
      window(1),
      { type: "found", time: T + 1, step: 1, set: "test", metrics: { loss: 0.5 }, isFinal: false },
      { type: "systemSampled", time: T + 1, step: 1, metrics: { "system/cpu": 12 } },
      { type: "found", time: T + 2000, step: 3, set: "test", metrics: { average_precision: 0.75 }, isFinal: true },
      artifact("predictions.csv"),
      artifact("secret.csv"),
      { type: "runEnded", time: T + 2001, step: 3 },
    ]),
    [ended],
  );
  const failed = await begin();
  await connectSinks(from<RunEvent[]>([started, window(1), { type: "runFailed", time: T + 5, step: 2, reason: "loss is NaN" }]), [failed]);
  const store = fileStore(folder);
  const found = await store.getRun(ended.runId!);
  const metrics = Object.fromEntries(found.data.metrics.map(({ key, value, step }) => [key, [value, step]]));
  expect(metrics).toEqual({
    "train/loss": [0.5, 1],
    "train/ap": [1, 1],
    "test/loss": [0.5, 1],
    "system/cpu": [12, 1],
    "test/average_precision": [0.75, 3],
  });
  expect(found.data.tags["mlflow.note.content"]).toBe("AP 0.75 after 2 s");
  expect([found.info.status, found.info.endTime]).toEqual(["FINISHED", T + 2001]);
  expect((await store.listArtifacts(ended.runId!)).map(({ path }) => path)).toEqual(["predictions.csv"]);
  const lost = await store.getRun(failed.runId!);
  expect([lost.info.status, lost.info.endTime, lost.data.tags["evenkeel.failure"], lost.data.tags["evenkeel.failedAtStep"]]).toEqual([
    "FAILED",
    T + 5,
    "loss is NaN",
    "2",
  ]);
  await store.close();
});

test("a folder that cannot be written costs the tracking alone, and says so", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "tracking-")), "file");
  writeFileSync(file, "");
  const warnings: string[] = [];
  const tracking = await createMlflowTracking({
    folder: join(file, "mlruns"),
    experiment: "study",
    warn: (message) => void warnings.push(message),
    explain: () => "the disk is full",
  });
  expect(tracking.runId).toBe(null);
  expect(await connectSinks(training(2), [tracking])).toEqual({ failures: [] });
  expect(warnings).toEqual([
    "tracking: the disk is full",
    `tracking: nothing of this run is in ${join(file, "mlruns")}; its results are written to files all the same.`,
  ]);
});

test("curves that cannot be written cost neither scores, files nor the end of the run", async () => {
  const folder = newFolder();
  const warnings: string[] = [];
  const tracking = await createMlflowTracking({
    folder,
    experiment: "study",
    warn: (message) => void warnings.push(message),
    explain: () => "the disk is full",
  });
  const runFolder = readdirSync(folder, { recursive: true, encoding: "utf8" }).find((path) => path.endsWith(tracking.runId!))!;
  mkdirSync(join(folder, runFolder, "metrics", "train"), { recursive: true });
  for (const name of ["loss", "ap"]) symlinkSync(name, join(folder, runFolder, "metrics", "train", name));
  const file = join(mkdtempSync(join(tmpdir(), "tracking-")), "predictions.csv");
  writeFileSync(file, "row,label\n");
  const events: RunEvent[] = [
    started,
    ...[1, 2, 3].flatMap((step): RunEvent[] => [window(step), { type: "epochEnded", time: T, step, epoch: step }]),
    { type: "found", time: T, step: 3, set: "test", metrics: { average_precision: 0.75 }, isFinal: true },
    { type: "artifact", time: T, name: "predictions.csv", path: file, media: "text/csv" },
    { type: "runEnded", time: T + 9, step: 3 },
  ];
  const { failures } = await connectSinks(from(events).pipe(concatMap((event) => of(event).pipe(delay(1)))), [tracking]);
  expect([failures, warnings]).toEqual([[], ["tracking: the disk is full"]]);
  const store = fileStore(folder);
  const { experimentId } = (await store.getExperimentByName("study"))!;
  rmSync(join(folder, runFolder, "metrics", "train"), { recursive: true });
  const { items } = await store.searchRuns([experimentId]);
  expect(items.map(({ info, data }) => [info.status, info.endTime, data.metrics.map(({ key, value }) => [key, value])])).toEqual([
    ["FINISHED", T + 9, [["test/average_precision", 0.75]]],
  ]);
  expect((await store.listArtifacts(tracking.runId!)).map(({ path }) => path)).toEqual(["predictions.csv"]);
});

test("a mirror warns once when the store fails, and again when runs remain", async () => {
  const folder = newFolder();
  const tracking = await createMlflowTracking({ folder, experiment: "study", warn: expect.unreachable });
  const broken: Store = {
    ...memoryStore(),
    getExperimentByName: () => Promise.reject(new Error("full.")),
    getOrCreateExperiment: () => Promise.reject(new Error("full.")),
  };
  const warnings: string[] = [];
  const mirror = startMirror({
    folder,
    to: broken,
    intervalSeconds: 0.001,
    patienceSeconds: 0.1,
    warn: (message) => warnings.push(message),
  });
  while (warnings.length === 0) await wait(1);
  await wait(20);
  expect(await mirror.stop()).toBe(false);
  expect(warnings).toEqual([
    `MLflow: full. Training goes on; what is logged is kept in ${folder} and sent when that works again.`,
    `MLflow: not all is at memory:: full. It is kept in ${folder}: send it with \`evenkeel track sync --to memory: --from ${folder}\`.`,
  ]);
  await tracking.close();
});

describe("a process that ends", () => {
  let bundleUrl: string;
  beforeAll(async () => {
    bundleUrl = await bundle(new URL("./index.ts", import.meta.url));
  });

  /** Logs a step every 5 ms for ever and prints it. */
  const endless = (folder: string, more = ""): string => `
    const tracking = await lib.createMlflowTracking({ folder: ${JSON.stringify(folder)}, experiment: "study", name: "run", warn: console.log });
    ${more}
    console.log("started");
    let step = 0;
    setInterval(() => {
      tracking.handle({ type: "windowEnded", time: Date.now(), step, metrics: { "train/loss": step } });
      console.log(String(step++));
    }, 5);`;

  async function steps(folder: string): Promise<{ status: string | undefined; last: number }> {
    const [run] = await lossOf(fileStore(folder), "study");
    return { status: run?.status, last: run?.steps.at(-1) ?? -1 };
  }

  test("by kill −9 loses at most the last second", async () => {
    const folder = newFolder();
    const { child, output } = startScript(bundleUrl, endless(folder));
    await once(child.stdout!, "data");
    await wait(2600);
    child.kill("SIGKILL");
    const last = Number((await output).trim().split("\n").at(-1));
    const found = await steps(folder);
    // 200 steps a second at most.
    expect(found.last).toBeGreaterThanOrEqual(last - 210);
    expect(found.status).toBe("RUNNING");
    expect(last).toBeGreaterThan(100);
  });

  test.each(["SIGTERM", "SIGINT"] as const)("by %s loses nothing and is KILLED", async (signal) => {
    const folder = newFolder();
    const { child, output } = startScript(bundleUrl, endless(folder));
    await once(child.stdout!, "data");
    await wait(200);
    child.kill(signal);
    const last = Number((await output).trim().split("\n").at(-1));
    expect(child.signalCode).toBe(signal);
    const found = await steps(folder);
    expect(found.status).toBe("KILLED");
    expect(found.last).toBeGreaterThanOrEqual(last);
  });

  test("by a signal says where what is not at the server is", async () => {
    const folder = newFolder();
    const more = `await lib.createMlflowTracking({ folder: ${JSON.stringify(folder)}, trackingUri: "http://me:secret@127.0.0.1:9", experiment: "study", warn: () => {}, lastWords: console.log });`;
    const { child, output } = startScript(bundleUrl, endless(folder, more));
    await once(child.stdout!, "data");
    child.kill("SIGTERM");
    expect(await output).toContain(
      `It is kept in ${folder}: send it with \`evenkeel track sync --to http://127.0.0.1:9 --from ${folder}\`.`,
    );
  });

  test("by a signal while it tracks several runs ends, and all of them are KILLED", async () => {
    const folder = newFolder();
    const more = `const trial = await lib.createMlflowTracking({ folder: ${JSON.stringify(folder)}, experiment: "study", name: "trial", parentRunId: tracking.runId, warn: console.log });`;
    const { child, output } = startScript(bundleUrl, endless(folder, more));
    await once(child.stdout!, "data");
    child.kill("SIGINT");
    await output;
    expect(child.signalCode).toBe("SIGINT");
    expect((await lossOf(fileStore(folder), "study")).map(({ status }) => status)).toEqual(["KILLED", "KILLED"]);
  });

  test("by an uncaught error loses nothing", async () => {
    const folder = newFolder();
    const { output } = startScript(bundleUrl, endless(folder, 'setTimeout(() => { throw new Error("boom"); }, 200);'));
    expect(await output).toContain("boom");
    const found = await steps(folder);
    expect(found.status).toBe("KILLED");
    expect(found.last).toBeGreaterThan(5);
  });

  test("after its run waits for a silent server and says what remains", async () => {
    const folder = newFolder();
    const script = `
      const tracking = await lib.createMlflowTracking({ folder: ${JSON.stringify(folder)}, trackingUri: "http://127.0.0.1:9", experiment: "study", patienceSeconds: 1.5, warn: console.log });
      tracking.handle({ type: "windowEnded", time: Date.now(), step: 1, metrics: { "train/loss": 1 } });
      await tracking.handle({ type: "runEnded", time: Date.now(), step: 1 });
      await tracking.close();
      console.log("closed");`;
    expect(await startScript(bundleUrl, script).output).toMatch(
      /evenkeel track sync --to http:\/\/127\.0\.0\.1:9 --from \S+`\.\nclosed\n$/,
    );
    expect(await steps(folder)).toEqual({ status: "FINISHED", last: 1 });
  });

  test("by a signal that somebody else listens to only writes what it has", async () => {
    const folder = newFolder();
    const { child, output } = startScript(
      bundleUrl,
      endless(folder, 'process.on("SIGTERM", () => setTimeout(() => process.kill(process.pid, "SIGKILL"), 5));'),
    );
    await once(child.stdout!, "data");
    await wait(200);
    child.kill("SIGTERM");
    await output;
    expect(await steps(folder)).toMatchObject({ status: "RUNNING" });
    expect((await steps(folder)).last).toBeGreaterThan(5);
  });
});

describe.skipIf(!python)("with the real server (needs: pip install mlflow)", () => {
  let server: MlflowServer;
  const environment = { HOME: "/nowhere" };
  beforeAll(async () => {
    server = await startMlflowServer();
  });
  afterAll(() => server?.stop());

  test("the run there has what the run here has", async () => {
    const folder = newFolder();
    const parent = await createMlflowTracking({
      folder,
      trackingUri: server.url,
      experiment: "study",
      name: "comparison",
      startTime: 1,
      warn: expect.unreachable,
    });
    const tracking = await createMlflowTracking({
      folder,
      trackingUri: server.url,
      experiment: "study",
      name: "trial",
      parentRunId: parent.runId!,
      warn: expect.unreachable,
    });
    await connectSinks(training(150), [tracking]);
    await parent.handle({ type: "runEnded", time: T + 9, step: 0 });
    await parent.close();
    const remote = restStore(server.url, { environment });
    expect(await lossOf(remote, "study")).toEqual(await lossOf(fileStore(folder), "study"));
    expect((await lossOf(remote, "study"))[1]).toMatchObject({
      status: "FINISHED",
      end: T + 5000,
      steps: allSteps(150),
      parent: "comparison",
    });
    await remote.close();
  });

  test("metrics are there while training goes on", async () => {
    const folder = newFolder();
    const tracking = await createMlflowTracking({ folder, trackingUri: server.url, experiment: "live", warn: expect.unreachable });
    const remote = restStore(server.url, { environment });
    await tracking.handle(window(1));
    await tracking.handle({ type: "epochEnded", time: T, step: 1, epoch: 1 });
    let found: unknown[] = [];
    while (found.length === 0) {
      await wait(50);
      if (await remote.getExperimentByName("live")) found = (await lossOf(remote, "live")).filter(({ steps }) => steps.length === 1);
    }
    expect(found).toMatchObject([{ status: "RUNNING", steps: [1] }]);
    await tracking.close();
    await remote.close();
  });

  test("a server that is down from the start costs a warning, and gets everything from `track sync`", async () => {
    const folder = newFolder();
    const warnings: string[] = [];
    const trackingUri = `http://127.0.0.1:${await freePort()}`;
    const tracking = await createMlflowTracking({
      folder,
      trackingUri,
      experiment: "down",
      patienceSeconds: 0.2,
      warn: (message) => warnings.push(message),
    });
    expect(await connectSinks(training(20), [tracking])).toEqual({ failures: [] });
    expect(warnings.at(-1)).toMatch(/is kept in .*mlruns: send it with `evenkeel track sync --to http:\/\/127\.0\.0\.1:\d+ --from \S+`/);
    const remote = restStore(server.url, { environment });
    await syncRuns({ from: folder, to: remote });
    expect(await lossOf(remote, "down")).toMatchObject([{ status: "FINISHED", steps: allSteps(20) }]);
    await remote.close();
  });

  test("slow answers, lost answers and 500s delay nothing and lose nothing", async () => {
    const proxy = await startFaultProxy(server.url);
    const faults = [
      { type: "delay", milliseconds: 300 },
      { type: "dropAnswer" },
      { type: "answer", status: 500, body: "Internal Server Error" },
      { type: "halfAnswer" },
      undefined,
    ] as const;
    let count = 0;
    proxy.plan = () => faults[count++ % faults.length];
    const folder = newFolder();
    const tracking = await createMlflowTracking({ folder, trackingUri: proxy.url, experiment: "faults", warn: () => {} });
    tracking.handle(started);
    for (let step = 0; step < 200; step++) {
      expect(tracking.handle(window(step))).toBeUndefined();
      await wait(10);
    }
    await tracking.handle({ type: "runEnded", time: T + 5000, step: 200 });
    await tracking.close();
    const remote = restStore(server.url, { environment });
    expect(await lossOf(remote, "faults")).toEqual([{ status: "FINISHED", end: T + 5000, steps: allSteps(200), parent: undefined }]);
    const { experimentId } = (await remote.getExperimentByName("faults"))!;
    expect((await remote.searchRuns([experimentId], { viewType: "ALL" })).items).toHaveLength(1);
    await remote.close();
    await proxy.stop();
  });

  test("a server killed and started again in mid-run gets everything", async () => {
    const first = await startMlflowServer();
    const folder = newFolder();
    const warnings: string[] = [];
    const tracking = await createMlflowTracking({
      folder,
      trackingUri: first.url,
      experiment: "killed",
      warn: (message) => warnings.push(message),
    });
    const isDone = connectSinks(training(500), [tracking]);
    await wait(1500);
    await first.stop("SIGKILL");
    const second = await startMlflowServer({ port: first.port, folder: first.folder });
    expect(await isDone).toEqual({ failures: [] });
    const remote = restStore(second.url, { environment });
    expect(await lossOf(remote, "killed")).toMatchObject([{ status: "FINISHED", steps: allSteps(500) }]);
    expect(warnings).toHaveLength(1);
    await remote.close();
    await second.stop();
  });

  test("credentials are in nothing that is written or said", async () => {
    const marker = "Marker-pass-word";
    const folder = newFolder();
    const proxy = await startFaultProxy(server.url);
    const said: string[] = [];
    let isLocked = true;
    proxy.plan = (request) => {
      said.push(request.body.toString());
      return isLocked ? { type: "answer", status: 401 } : undefined;
    };
    const trackingUri = proxy.url.replace("//", `//user:${marker}@`);
    const tracking = await createMlflowTracking({
      folder,
      trackingUri,
      experiment: "secret",
      patienceSeconds: 0.2,
      warn: (message) => said.push(message),
    });
    await connectSinks(training(10), [tracking]);
    isLocked = false;
    await syncRuns({ from: folder, to: trackingUri });
    expect(proxy.seen.at(-1)?.headers.authorization).toBe(`Basic ${Buffer.from(`user:${marker}`).toString("base64")}`);
    const written = everything(folder) + everything(server.folder) + said.join("\n");
    expect(written).toContain("train/loss");
    for (const secret of [marker, Buffer.from(marker).toString("base64"), Buffer.from(`user:${marker}`).toString("base64")])
      expect(written).not.toContain(secret);
    await proxy.stop();
  });
});
