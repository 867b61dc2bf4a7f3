import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { fileStore, type Run } from "mlflow-js-client";
import { afterAll, describe, expect, test } from "vitest";
import { bin, csv, workbench } from "../../test/evenkeel.js";

const { write, run, path } = workbench();

const noise = (i: number) => ((i * 7919) % 211) / 211;
const table = () =>
  write(
    "data.csv",
    csv(
      ["a", "b", "y"],
      Array.from({ length: 120 }, (_, i) => [noise(i) + Number(i >= 96), noise(3 * i + 1), Number(i >= 96)]),
    ),
  );
const settings = () => ["dataset=csv", `dataset.path=${table()}`, "dataset.label=y", "training.window=5"];
const single = (output: string) => ["run", ...settings(), "training.updates=10", "--output", path(output)];

const servers: ChildProcess[] = [];
afterAll(() => servers.forEach((server) => server.kill()));

/** The address of a fake tracking server, and what it was asked. */
async function serve(
  ...options: string[]
): Promise<{ address: string; asked(): { method: string; path: string; authorization?: string; body: Record<string, unknown> }[] }> {
  const log = path(`server-${servers.length}.jsonl`);
  writeFileSync(log, "");
  const server = spawn(process.execPath, [fileURLToPath(new URL("../../test/fake-mlflow.mjs", import.meta.url)), log, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  servers.push(server);
  const [port] = (await once(server.stdout!, "data")) as [Buffer];
  return {
    address: `127.0.0.1:${String(port).trim()}`,
    asked: () =>
      readFileSync(log, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
  };
}

/** All runs of a folder, deleted ones too if asked for. */
async function runsIn(output: string, viewType: "ACTIVE_ONLY" | "DELETED_ONLY" = "ACTIVE_ONLY"): Promise<Run[]> {
  const store = fileStore(path(output, "mlruns"));
  const experiments = (await store.searchExperiments()).items.map(({ experimentId }) => experimentId);
  const { items } = await store.searchRuns(experiments, { viewType });
  await store.close();
  return [...items];
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe("a value that MLflow does not take", () => {
  test("is shortened, kept whole and named; the rest of the run is tracked", async () => {
    const names = Array.from({ length: 600 }, (_, i) => `column_${String(i).padStart(5, "0")}`);
    const wide = write(
      "wide.csv",
      csv(
        [...names, "kept", "y"],
        Array.from({ length: 60 }, (_, i) => [...names.map(() => 0), noise(i) + Number(i >= 45), Number(i >= 45)]),
      ),
    );
    const { status, stderr } = run([
      "run",
      "dataset=csv",
      `dataset.path=${wide}`,
      "dataset.label=y",
      `dataset.ignore=[${names.join(",")}]`,
      "training.updates=5",
      "--output",
      "wide",
    ]);
    expect(stderr).toContain(
      'tracking: param "dataset.ignore" has 9001 characters, more than MLflow\'s 6000: it is shortened, and whole in the artifact params/dataset.ignore.txt.',
    );
    expect(status).toBe(0);
    const [tracked] = await runsIn("wide");
    expect(tracked!.info.status).toBe("FINISHED");
    expect(tracked!.data.params["dataset.ignore"]!.length).toBeLessThanOrEqual(6000);
    expect(tracked!.data.params["model.hidden"]).toBe("[64]");
    expect(tracked!.data.metrics.map(({ key }) => key)).toEqual(expect.arrayContaining(["train/loss", "test/roc_auc"]));
    expect(tracked!.datasets.length).toBeGreaterThan(1);
    const store = fileStore(path("wide/mlruns"));
    expect(new TextDecoder().decode(await store.downloadArtifact(tracked!.info.runId, "params/dataset.ignore.txt"))).toBe(
      JSON.stringify(names),
    );
    expect((await store.listArtifacts(tracked!.info.runId)).map((file) => file.path)).toEqual(
      expect.arrayContaining(["config.yaml", "predictions.csv"]),
    );
  });

  test("nothing tracked is said, with where the results are", () => {
    mkdirSync(path("blocked/mlruns"), { recursive: true });
    writeFileSync(path("blocked/mlruns/.trash"), "a file");
    const { status, stdout, stderr } = run(single("blocked"));
    expect(status).toBe(0);
    expect(stderr).toContain("tracking: nothing of this run is in");
    expect(stdout).toContain("MLflow: nothing of this run was tracked");
    expect(existsSync(path("blocked/runs"))).toBe(true);
  });
});

describe("what a server answers", () => {
  test.each([
    [["--status", "500"], "answered 500"],
    [["--status", "503"], "answered 503"],
    [["--status", "401"], "answered 401"],
    [["--status", "403"], "answered 403"],
    [["--status", "404"], "answered 404"],
    [["--html"], "answered 200"],
  ])("is named, with the command that sends the rest: %j", async (options, words) => {
    const { address } = await serve(...options);
    const { status, stderr } = run(single("named"), { MLFLOW_TRACKING_URI: `http://${address}` });
    expect(stderr).toContain(words);
    expect(stderr).toContain(`evenkeel track sync --to http://${address} --from ${path("named/mlruns")}`);
    expect(status).toBe(0);
    const sync = run(["track", "sync", "--to", `http://${address}`, "--output", path("named")]);
    expect(sync.stderr).toContain(words);
    expect(sync.status).toBe(1);
  });

  test("slowly is waited for, and everything arrives", { timeout: 120_000 }, async () => {
    const { address, asked } = await serve("--delay", "1500");
    const { status, stdout, stderr } = run(single("slow"), { MLFLOW_TRACKING_URI: `http://${address}` });
    expect(stderr).toBe("");
    expect([status, stdout.includes("ROC-AUC")]).toEqual([0, true]);
    const calls = asked();
    expect(calls.at(-1)).toMatchObject({ path: "/api/2.0/mlflow/runs/update", body: { status: "FINISHED" } });
    expect(calls.filter(({ method, path: asked_ }) => method === "PUT" && asked_.includes("/artifacts/")).length).toBeGreaterThan(5);
  });

  test("nothing: `track sync` says so at once", () => {
    run(single("dead"));
    const began = performance.now();
    const { status, stderr } = run(["track", "sync", "--to", "http://127.0.0.1:9", "--output", path("dead")]);
    expect(stderr).toContain("Is the server running?");
    expect(status).toBe(1);
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  test.each(["sqlite:///mlflow.db", "databricks", "./mlruns", "http://", "file:///runs"])(
    "is not asked for where the variable is no address: %s",
    (uri) => {
      const { status, stderr } = run(single("odd"), { MLFLOW_TRACKING_URI: uri });
      expect(stderr).toContain(
        `MLFLOW_TRACKING_URI: expected the address of a server, such as http://localhost:5000, got ${uri}. Runs are written to ${path("odd/mlruns")} alone.`,
      );
      expect(status).toBe(0);
    },
  );
});

test("no credential is printed or written, in any way of giving it", async () => {
  const secret = "Geheim-4711";
  const { address, asked } = await serve();
  const refusing = await serve("--status", "401");
  const said: string[] = [];
  const keep = ({ stdout, stderr }: { stdout: string; stderr: string }) => void said.push(stdout, stderr);
  const sync = (uri: string, env = {}) => keep(run(["track", "sync", "--to", uri, "--output", path("secret")], env));
  for (const server of [address, refusing.address]) keep(run(single("secret"), { MLFLOW_TRACKING_URI: `http://me:${secret}@${server}` }));
  for (const server of [address, refusing.address, "127.0.0.1:9"]) sync(`http://me:${secret}@${server}`);
  keep(run(["track", "register", "--to", `http://me:${secret}@${refusing.address}`, "--run", "1", "--name", "x"]));
  keep(run(single("secret"), { MLFLOW_TRACKING_URI: `databricks://${secret}:x@host` }));
  for (const uri of [`http://me:${secret}`, `ftp://me:${secret}@host`, `http://me:pa/${secret}@host`, `ftp://host/?token=${secret}`])
    sync(uri);
  sync(`http://${refusing.address}`, { MLFLOW_TRACKING_USERNAME: "me", MLFLOW_TRACKING_PASSWORD: secret });
  sync(`http://${refusing.address}`, { MLFLOW_TRACKING_TOKEN: secret });
  expect(asked().some(({ authorization }) => authorization === `Basic ${Buffer.from(`me:${secret}`).toString("base64")}`)).toBe(true);
  expect(said.join("\n")).toContain("answered 401");
  const written = filesBelow(path("secret")).map((file) => readFileSync(file, "latin1"));
  const bodies = asked().map(({ body }) => JSON.stringify(body));
  // A part of it alone would be found too, but not in the digits of some number.
  for (const text of [...said, ...written, ...bodies]) expect(text).not.toMatch(/geheim|-4711/i);
}, 120_000);

describe("a comparison", () => {
  const experiment = () =>
    write(
      "small.yaml",
      [
        "name: small",
        "title: Two methods",
        "question: Does it matter?",
        "conditions: [clean]",
        "reference: plain",
        "primary: roc_auc",
        "tuning: Nothing was tuned.",
        "controls: false",
        "trials: 3",
        "run:",
        "  metrics: [roc-auc]",
        "methods:",
        "  plain: {}",
        "  class-weights:",
        "    classWeights: inverse-frequency",
        "",
      ].join("\n"),
    );
  const compare = (output: string, updates = 20) => [
    "compare",
    `experiment=${experiment()}`,
    ...settings(),
    `training.updates=${updates}`,
    "--workers",
    "1",
    "--output",
    path(output),
  ];
  const cells = (runs: readonly Run[]) =>
    runs
      .filter(({ data }) => data.tags["trial"])
      .map(({ data, info }) => `${data.tags["method"]} ${data.tags["trial"]} ${info.status}`)
      .sort();
  const whole = ["class-weights", "plain"].flatMap((method) => [0, 1, 2].map((trial) => `${method} ${trial} FINISHED`));
  const parents = (runs: readonly Run[]) => runs.filter(({ data }) => !data.tags["mlflow.parentRunId"]).map(({ info }) => info.status);

  /** Starts it and sends the signal once a trial is finished and another one is under way. */
  async function interrupted(output: string, signal: NodeJS.Signals): Promise<void> {
    const child = spawn(process.execPath, [bin, ...compare(output, 3000)], { stdio: "ignore" });
    const ended = once(child, "exit");
    const isUnderWay = async () =>
      existsSync(path(output, "mlruns")) &&
      (await runsIn(output)).filter(({ data, info }) => data.tags["trial"] && info.status === "RUNNING").length > 0 &&
      (await runsIn(output)).some(({ info }) => info.status === "FINISHED");
    while (!(await isUnderWay())) {
      if (child.exitCode !== null) throw new Error(`ended by itself with ${child.exitCode}`);
      await wait(50);
    }
    child.kill(signal);
    await ended;
    // Its worker notices a moment later.
    await wait(1500);
  }

  test("that was killed leaves, once continued, every trial once and nothing RUNNING", { timeout: 180_000 }, async () => {
    for (let i = 0; i < 2; i++) await interrupted("killed", "SIGKILL");
    expect(run(compare("killed", 3000)).status).toBe(0);
    const runs = await runsIn("killed");
    expect([cells(runs), parents(runs)]).toEqual([whole, ["FINISHED"]]);
    expect((await runsIn("killed", "DELETED_ONLY")).map(({ info }) => info.status)).not.toContain("RUNNING");
  });

  test("ended by Ctrl-C ends its run in MLflow at once, and goes on with the same one", { timeout: 180_000 }, async () => {
    await interrupted("stopped", "SIGINT");
    const stopped = await runsIn("stopped");
    expect(parents(stopped)).toEqual(["KILLED"]);
    expect(stopped.map(({ info }) => info.status)).not.toContain("RUNNING");
    expect(run(compare("stopped", 3000)).status).toBe(0);
    const runs = await runsIn("stopped");
    expect([cells(runs), parents(runs)]).toEqual([whole, ["FINISHED"]]);
  });

  test("that was killed is ended by `track sync` and by the next run too, there and here", { timeout: 180_000 }, async () => {
    const { address, asked } = await serve();
    await interrupted("ended", "SIGKILL");
    run(["track", "sync", "--to", `http://${address}`, "--output", path("ended")]);
    expect((await runsIn("ended")).map(({ info }) => info.status)).not.toContain("RUNNING");
    expect(
      asked()
        .filter(({ path: call }) => call.endsWith("/runs/update"))
        .map(({ body }) => body["status"]),
    ).toContain("KILLED");
    await interrupted("next", "SIGKILL");
    run(single("next"));
    expect((await runsIn("next")).map(({ info }) => info.status)).not.toContain("RUNNING");
  });

  test("makes MLflow's runs again from its results where they are gone", { timeout: 180_000 }, async () => {
    run(compare("gone"));
    const before = await runsIn("gone");
    const contents = (runs: readonly Run[]) =>
      runs
        .map(({ info, data, datasets }) => [
          info.runId,
          info.runName,
          info.status,
          data.params,
          data.metrics.filter(({ key }) => !key.startsWith("system/")).map(({ key, value, step }) => [key, value, step]),
          datasets.map(({ context, dataset }) => [context, dataset.digest]).sort(),
        ])
        .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
    const artifacts = () =>
      filesBelow(path("gone/mlruns"))
        .filter((file) => file.includes("artifacts"))
        .sort();
    const files = artifacts();
    rmSync(path("gone/mlruns"), { recursive: true });
    expect(run(compare("gone")).status).toBe(0);
    expect(contents(await runsIn("gone"))).toEqual(contents(before));
    expect(artifacts()).toEqual(files);
    const [method] = before.filter(({ data }) => data.tags["method"] && !data.tags["trial"]);
    const [trial] = before.filter(({ data }) => data.tags["trial"]);
    for (const { info } of [method!, trial!]) {
      rmSync(path("gone/mlruns", info.experimentId, info.runId), { recursive: true });
      run(compare("gone"));
      expect(contents(await runsIn("gone"))).toEqual(contents(before));
      expect(artifacts()).toEqual(files);
    }
  });

  test("mends or names each of its files that was cut or emptied", { timeout: 240_000 }, async () => {
    run(compare("cut"));
    const [trial] = (await runsIn("cut")).filter(({ data }) => data.tags["trial"]);
    const [parent] = (await runsIn("cut")).filter(({ data }) => !data.tags["method"]);
    const folder = path("cut/mlruns", trial!.info.experimentId);
    const ofRun = join(folder, trial!.info.runId);
    const ofParent = join(folder, parent!.info.runId);
    const [method] = (await runsIn("cut")).filter(({ data }) => data.tags["method"] && !data.tags["trial"]);
    const ofMethod = join(folder, method!.info.runId);
    const inputs = join(ofParent, "inputs", readdirSync(join(ofParent, "inputs"))[0]!, "meta.yaml");
    const named = [join(folder, "meta.yaml"), ...[ofRun, ofMethod, ofParent].map((run_) => join(run_, "meta.yaml")), inputs];
    const quiet = [
      filesBelow(path("cut")).find((file) => file.endsWith("parent-run.json"))!,
      join(ofRun, "tags/mlflow.parentRunId"),
      join(ofRun, "tags/mlflow.runName"),
      join(ofRun, "metrics/test/roc_auc"),
      join(ofRun, "metrics/train/loss"),
      join(ofMethod, "tags/mlflow.parentRunId"),
      join(ofMethod, "metrics/roc_auc.mean"),
    ];
    for (const file of [...named, ...quiet]) {
      for (const size of [0, Math.floor(statSync(file).size / 2)]) {
        truncateSync(file, size);
        const { status, stderr } = run(compare("cut"));
        expect([file, status, stderr]).toEqual([
          file,
          0,
          named.includes(file)
            ? `tracking: ${file}: it was ${size === 0 ? "empty" : "cut off"}, and was written again from its copy.\n`
            : "",
        ]);
        const runs = await runsIn("cut");
        expect([file, cells(runs), parents(runs)]).toEqual([file, whole, ["FINISHED"]]);
        expect([
          file,
          runs.find(({ info }) => info.runId === trial!.info.runId)!.data.metrics.some(({ key }) => key === "test/roc_auc"),
        ]).toEqual([file, true]);
      }
    }
    expect(dirname(ofRun)).toBe(folder);
  });
});
