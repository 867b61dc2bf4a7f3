import {
  type Fault,
  type FaultProxy,
  freePort,
  type MlflowServer,
  python,
  pythonWithAuth,
  type SeenRequest,
  startFaultProxy,
  startMlflowServer,
} from "@evenkeel/testing/processes";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { download, listArtifacts, upload } from "./artifacts.js";
import { resolveConnection } from "./credentials.js";
import { type RestStore, restStore } from "./rest-store.js";
import { Transport } from "./transport.js";

const T = 1_700_000_000_000;
const environment = { HOME: "/nowhere" };
const quick = { environment, backoffSeconds: 0.01 };
const uniqueName = (name: string): string => `${name}-${process.pid}-${Math.random().toString(36).slice(2)}`;
const code = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "nothing thrown",
    (error: { code?: unknown }) => error.code ?? error,
  );

describe.skipIf(!python)("a server with a database, behind a proxy that fails (needs: pip install mlflow)", () => {
  let server: MlflowServer;
  let proxy: FaultProxy;
  let store: RestStore;
  let experimentId: string;

  beforeAll(async () => {
    server = await startMlflowServer();
    proxy = await startFaultProxy(server.url);
    store = restStore(proxy.url, quick);
    experimentId = await store.createExperiment(uniqueName("faults"));
  });
  beforeEach(() => {
    proxy.plan = () => undefined;
  });
  afterAll(async () => {
    await store?.close();
    await proxy?.stop();
    await server?.stop();
  });

  /** The first request to a path whose end is `path` meets the fault. */
  function once(path: string, fault: Fault): () => SeenRequest[] {
    const from = proxy.seen.length;
    const matching = (): SeenRequest[] => proxy.seen.slice(from).filter((request) => request.path.split("?")[0]!.endsWith(path));
    proxy.plan = (request) => (request.path.split("?")[0]!.endsWith(path) && matching().length === 1 ? fault : undefined);
    return matching;
  }

  const newRun = async (): Promise<string> => (await store.createRun({ experimentId, startTime: T })).runId;
  const lost: readonly Fault[] = [
    { type: "drop" },
    { type: "dropAnswer" },
    { type: "halfAnswer" },
    { type: "answer", status: 500, body: "Internal Server Error" },
    { type: "replaceAnswer", status: 502 },
  ];

  test("says its version and what it stores in", async () => {
    expect(await store.serverVersion()).toMatch(/^3\.\d+\.\d+/);
    expect(await store.serverStoreType()).toBe("SqlStore");
  });

  test.each(lost)("makes one run in spite of $type $status", async (fault) => {
    const mine = uniqueName("once");
    const asked = once("/runs/create", fault);
    const { runId } = await store.createRun({ experimentId, runName: mine, tags: { mine } });
    const found = await store.searchRuns([experimentId], { filter: `tags.mine = '${mine}'` });
    expect(found.items.map(({ info }) => info.runId)).toEqual([runId]);
    expect(asked().length).toBe(fault.type === "drop" || fault.type === "answer" ? 2 : 1);
  });

  test.each(lost)("makes one experiment, logged model and model version in spite of $type $status", async (fault) => {
    const name = uniqueName("once");
    once("/experiments/create", fault);
    const id = await store.createExperiment(name);
    expect((await store.getExperimentByName(name))?.experimentId).toBe(id);
    const runId = await newRun();
    const { info } = await store.getRun(runId);
    const asked = once("/logged-models", fault);
    const model = await store.createLoggedModel({ experimentId, name: "mlp", sourceRunId: runId });
    expect(asked().length).toBeLessThanOrEqual(2);
    once("/runs/outputs", fault);
    await store.logModelOutputs(runId, [{ modelId: model.modelId, step: 1 }]);
    once("/runs/log-inputs", fault);
    await store.logModelInputs(runId, [model.modelId]);
    const run = await store.getRun(runId);
    expect([run.modelOutputs.length, run.modelInputs.length]).toEqual([1, 1]);
    once("/registered-models/create", fault);
    await store.createRegisteredModel(name);
    once("/model-versions/create", fault);
    const version = await store.createModelVersion({ name, source: model.artifactUri, runId: info.runId, modelId: model.modelId });
    expect((await store.listModelVersions(name)).map((each) => each.version)).toEqual([version.version]);
  });

  test.each(lost)("stores a batch once in spite of $type $status", async (fault) => {
    const runId = await newRun();
    once("/runs/log-batch", fault);
    await store.logBatch(runId, { metrics: [{ key: "x", value: 1, timestamp: T }], params: { p: "1" }, tags: { t: "1" } });
    const { data } = await store.getRun(runId);
    expect([data.params, data.tags["t"]]).toEqual([{ p: "1" }, "1"]);
    expect((await store.getMetricHistory(runId, "x")).items).toHaveLength(1);
  });

  test.each(lost)("deletes, restores, untags and uploads once in spite of $type $status", async (fault) => {
    const runId = await newRun();
    await store.logBatch(runId, { tags: { t: "1" } });
    once("/runs/delete-tag", fault);
    await store.deleteTag(runId, "t");
    once("/runs/delete", fault);
    await store.deleteRun(runId);
    once("/runs/restore", fault);
    await store.restoreRun(runId);
    const id = await store.createExperiment(uniqueName("life"));
    once("/experiments/delete", fault);
    await store.deleteExperiment(id);
    once("/experiments/restore", fault);
    await store.restoreExperiment(id);
    once("/artifacts/a.txt", fault);
    await store.uploadArtifact(runId, "a.txt", "text");
    once("/artifacts/a.txt", fault);
    expect(new TextDecoder().decode(await store.downloadArtifact(runId, "a.txt"))).toBe("text");
  });

  test("waits as long as the server asks, but not longer than allowed", async () => {
    const runId = await newRun();
    const asked = once("/runs/log-batch", { type: "answer", status: 429, headers: { "retry-after": "1" } });
    await store.logBatch(runId, { tags: { t: "1" } });
    const [first, second] = asked();
    expect(second!.milliseconds - first!.milliseconds).toBeGreaterThanOrEqual(990);
    const hasty = restStore(proxy.url, { ...quick, longestWaitSeconds: 0.05 });
    const again = once("/runs/log-batch", {
      type: "answer",
      status: 503,
      headers: { "retry-after": new Date(Date.now() + 60_000).toUTCString() },
    });
    await hasty.logBatch(runId, { tags: { t: "2" } });
    expect(again()).toHaveLength(2);
    await hasty.close();
  });

  test("waits longer before each repetition, never twice the same", async () => {
    proxy.plan = () => ({ type: "answer", status: 503 });
    const from = proxy.seen.length;
    const patient = restStore(proxy.url, { ...quick, backoffSeconds: 0.04, retries: 4 });
    await expect(patient.getRun("x")).rejects.toMatchObject({
      code: "UNREACHABLE",
      status: 503,
      message: expect.stringContaining("after 5 tries") as unknown,
    });
    const times = proxy.seen.slice(from).map(({ milliseconds }) => milliseconds);
    const waits = times.slice(1).map((time, i) => time - times[i]!);
    expect(waits).toHaveLength(4);
    waits.forEach((wait, i) => expect(wait).toBeGreaterThan(20 * 2 ** i - 2));
    await patient.close();
  });

  test.each([400, 404, 409])("does not repeat what is wrong: %i", async (status) => {
    const asked = once("/runs/get", { type: "answer", status, body: '{"error_code":"SOME_CODE","message":"no"}' });
    await expect(store.getRun("x")).rejects.toMatchObject({ code: "SOME_CODE", status });
    expect(asked()).toHaveLength(1);
  });

  test("does not repeat a failure of MLflow's own", async () => {
    const asked = once("/runs/get", { type: "answer", status: 500, body: '{"error_code":"INTERNAL_ERROR","message":"broken"}' });
    expect(await code(store.getRun("x"))).toBe("INTERNAL_ERROR");
    expect(asked()).toHaveLength(1);
  });

  test("gives up on an answer that takes too long, and on all of it when told to", async () => {
    const runId = await newRun();
    once("/runs/get", { type: "delay", milliseconds: 2000 });
    const hasty = restStore(proxy.url, { ...quick, timeoutSeconds: 0.2 });
    expect((await hasty.getRun(runId)).info.runId).toBe(runId);
    const abort = new AbortController();
    const told = restStore("http://127.0.0.1:9", { environment, signal: abort.signal, backoffSeconds: 60 });
    const work = told.getRun(runId);
    setTimeout(() => abort.abort(), 50);
    expect(await code(work)).toBe("UNREACHABLE");
    await hasty.close();
  });

  test("says that nobody answers", async () => {
    const nobody = restStore(`http://127.0.0.1:${await freePort()}`, { ...quick, retries: 1 });
    await expect(nobody.getRun("x")).rejects.toThrow(
      /expected an answer to GET .*runs\/get, got none \(.*ECONNREFUSED.*\)\. Is the server running\? Gave up .* after 2 tries/,
    );
  });

  test("says what is no MLflow server, and where a redirect leads", async () => {
    proxy.plan = () => ({ type: "answer", status: 200, body: "<html>hello</html>" });
    await expect(store.getRun("x")).rejects.toThrow("Is the address that of an MLflow server?");
    proxy.plan = () => ({ type: "answer", status: 404, body: "<html>not here</html>" });
    expect(await code(store.getRun("x"))).toBe("ENDPOINT_NOT_FOUND");
    proxy.plan = () => ({ type: "answer", status: 308, headers: { location: "https://new/" } });
    await expect(store.getRun("x")).rejects.toThrow("got a redirect to https://new/. Use that address.");
  });

  test("never shows credentials", async () => {
    const secret = "S3cret-marker";
    for (const fault of [
      { type: "answer", status: 401 },
      { type: "answer", status: 403, body: "no" },
      { type: "drop" },
    ] satisfies Fault[]) {
      proxy.plan = () => fault;
      const known = restStore(proxy.url.replace("//", `//user:${secret}@`), { ...quick, retries: 1 });
      const error = await known.getRun("x").catch((caught: unknown) => caught as Error);
      const everything = `${JSON.stringify(error)} ${String(error)} ${(error as Error).stack} ${String((error as Error).cause)} ${known.uri}`;
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain(Buffer.from(`user:${secret}`).toString("base64"));
    }
  });

  test("registers a model with versions, aliases and tags", async () => {
    const name = uniqueName("registered");
    const runId = await newRun();
    const { info } = await store.getRun(runId);
    const [first, second] = await Promise.all([store.getOrCreateRegisteredModel(name), store.getOrCreateRegisteredModel(name)]);
    expect([first.name, second.name]).toEqual([name, name]);
    expect(await code(store.createRegisteredModel(name))).toBe("RESOURCE_ALREADY_EXISTS");
    const version = await store.createModelVersion({
      name,
      source: `${info.artifactUri}/model`,
      runId,
      description: "first",
      tags: { kind: "mlp" },
    });
    expect(version).toMatchObject({ name, version: "1", runId, description: "first", tags: { kind: "mlp" } });
    await store.setAlias(name, "best", "1");
    await store.setModelVersionTags(name, "1", { more: "yes" });
    expect(await store.getModelVersionByAlias(name, "best")).toMatchObject({ version: "1", tags: { kind: "mlp", more: "yes" } });
    expect((await store.getRegisteredModel(name)).aliases).toEqual({ best: "1" });
    for (const alias of ["latest", "v1", "a b", ""]) expect(await code(store.setAlias(name, alias, "1"))).toBe("INVALID_PARAMETER_VALUE");
    expect(await code(store.createModelVersion({ name, source: "file:///etc", runId }))).toBe("INVALID_PARAMETER_VALUE");
    await store.deleteAlias(name, "best");
    expect(await code(store.getModelVersionByAlias(name, "best"))).toBe("INVALID_PARAMETER_VALUE");
    await store.deleteRegisteredModel(name);
    expect(await code(store.getRegisteredModel(name))).toBe("RESOURCE_DOES_NOT_EXIST");
    expect(await code(store.createRegisteredModel("a/b"))).toBe("INVALID_PARAMETER_VALUE");
  });

  test("sends non-finite values as texts: JSON's null is refused, a bare NaN stored as 0", async () => {
    const runId = await newRun();
    const from = proxy.seen.length;
    await store.logBatch(runId, {
      metrics: [
        { key: "x", value: Number.NaN, timestamp: T + 0.5, step: 1.5 },
        { key: "x", value: -Infinity, timestamp: T, step: 2 },
      ],
    });
    const sent = JSON.parse(
      proxy.seen
        .slice(from)
        .find(({ path }) => path.endsWith("log-batch"))!
        .body.toString(),
    ) as { metrics: unknown };
    expect(sent.metrics).toEqual([
      { key: "x", value: "NaN", timestamp: T, step: 1 },
      { key: "x", value: "-Infinity", timestamp: T, step: 2 },
    ]);
  });

  test("sends long batches in several requests, in order", async () => {
    const runId = await newRun();
    const from = proxy.seen.length;
    await store.logBatch(runId, {
      metrics: Array.from({ length: 2001 }, (_, i) => ({ key: "x", value: i, timestamp: T + i, step: i })),
      params: { p: "1" },
    });
    const batches = proxy.seen
      .slice(from)
      .filter(({ path }) => path.endsWith("log-batch"))
      .map(({ body }) => JSON.parse(body.toString()) as { metrics: { step: number }[] });
    expect(batches.map(({ metrics }) => metrics.length)).toEqual([0, 1000, 1000, 1]);
    expect(batches.flatMap(({ metrics }) => metrics.map(({ step }) => step))).toEqual(Array.from({ length: 2001 }, (_, i) => i));
  });

  test("carries large artifacts both ways", async () => {
    const runId = await newRun();
    const bytes = new Uint8Array(12 * 1024 * 1024).map((_, i) => i % 251);
    await store.uploadArtifact(runId, "big.bin", bytes);
    expect(Buffer.compare(await store.downloadArtifact(runId, "big.bin"), bytes)).toBe(0);
  });
});

describe.skipIf(!python)("a server on a file store, below a path (needs: pip install mlflow)", () => {
  let server: MlflowServer;
  let proxy: FaultProxy;
  let store: RestStore;
  let runId: string;

  beforeAll(async () => {
    server = await startMlflowServer({ store: "filestore", prefix: "/ml" });
    proxy = await startFaultProxy(new URL(server.url).origin);
    store = restStore(`${proxy.url}/ml/`, quick);
    const experimentId = await store.getOrCreateExperiment("study");
    runId = (await store.createRun({ experimentId, runName: "trial" })).runId;
  });
  afterAll(async () => {
    await store?.close();
    await proxy?.stop();
    await server?.stop();
  });

  test("never has a point twice, though the server would append it again", async () => {
    expect(await store.serverStoreType()).toBe("FileStore");
    let lose = true;
    proxy.plan = ({ path }) => {
      if (!path.endsWith("/log-batch") || !lose) return undefined;
      lose = false;
      return { type: "dropAnswer" };
    };
    const points = [1, 2, 3].map((step) => ({ key: "x", value: step / 2, timestamp: T + step, step }));
    await store.logBatch(runId, { metrics: points, params: { p: "1" } });
    await store.logBatch(runId, { metrics: [...points, { key: "x", value: Infinity, timestamp: T + 4, step: 4 }] });
    expect((await store.getMetricHistory(runId, "x")).items.map(({ value }) => value)).toEqual([0.5, 1, 1.5, Infinity]);
    expect((await store.getRun(runId)).data.params).toEqual({ p: "1" });
  });

  test("writes artifacts into the server's folder where that is here, and uploads them where it is not", async () => {
    await store.uploadArtifact(runId, "here/a.txt", "here");
    const { artifactUri } = (await store.getRun(runId)).info;
    const owner = { id: runId, isModel: false, uri: artifactUri };
    const transport = new Transport(resolveConnection(`${proxy.url}/ml`, quick));
    await upload(transport, owner, "there/b.txt", "there", false);
    const list = async (path: string) =>
      (await listArtifacts(transport, owner, path, "/api/2.0/mlflow")).map((file) => [file.path, file.size]);
    expect([await list("here"), await list("there")]).toEqual([[["here/a.txt", 4]], [["there/b.txt", 5]]]);
    expect(new TextDecoder().decode((await download(transport, owner, "there/b.txt", false))!)).toBe("there");
    expect(await download(transport, owner, "none", false)).toBeNull();
    expect(new TextDecoder().decode(await store.downloadArtifact(runId, "there/b.txt"))).toBe("there");
    for (const content of ["", new Uint8Array(10 * 1024 * 1024 + 1)]) {
      await expect(upload(transport, owner, "c", content, false)).rejects.toMatchObject({ code: "INVALID_PARAMETER_VALUE" });
    }
    transport.close();
  });
});

describe.skipIf(!pythonWithAuth)("a server that asks who we are (needs: pip install mlflow[auth])", () => {
  const admin = { username: "admin", password: "a long Pa$$word: ü" };
  let server: MlflowServer;
  beforeAll(async () => {
    server = await startMlflowServer({ auth: admin, serveArtifacts: false });
  });
  afterAll(() => server?.stop());

  test("lets in who it knows", async () => {
    const store = restStore(server.url, { ...quick, ...admin });
    expect(await store.serverVersion()).toMatch(/^3\./);
    const experimentId = await store.getOrCreateExperiment("mine");
    const { runId } = await store.createRun({ experimentId });
    await store.uploadArtifact(runId, "a.txt", "text");
    expect(new TextDecoder().decode(await store.downloadArtifact(runId, "a.txt"))).toBe("text");
    await store.close();
  });

  test("tells wrong credentials from a missing permission, and repeats neither", async () => {
    const proxy = await startFaultProxy(server.url);
    const ask = (who: { username?: string; password?: string }) =>
      code(restStore(proxy.url, { ...quick, ...who }).createExperiment(uniqueName("x")));
    expect(await ask({})).toBe("UNAUTHENTICATED");
    expect(await ask({ ...admin, password: "wrong" })).toBe("UNAUTHENTICATED");
    expect(proxy.seen).toHaveLength(2);
    const reader = { username: uniqueName("reader"), password: "another long password" };
    const made = await fetch(`${server.url}/api/2.0/mlflow/users/create`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Basic ${Buffer.from(`${admin.username}:${admin.password}`).toString("base64")}`,
      },
      body: JSON.stringify(reader),
    });
    expect(made.status).toBe(200);
    const owner = restStore(server.url, { ...quick, ...admin });
    const experimentId = await owner.getOrCreateExperiment("mine");
    const guest = restStore(proxy.url, { ...quick, ...reader });
    expect((await guest.getExperiment(experimentId)).name).toBe("mine");
    const from = proxy.seen.length;
    expect(await code(guest.createRun({ experimentId }))).toBe("PERMISSION_DENIED");
    expect(proxy.seen.slice(from)).toHaveLength(1);
    for (const store of [owner, guest]) await store.close();
    await proxy.stop();
  });
});
