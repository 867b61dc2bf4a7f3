import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fileStore, type Run } from "mlflow-js-client";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { workbench } from "../../test/evenkeel.js";
import { SMALL_EXPERIMENT, smallComparison, smallTable } from "../../test/small-comparison.js";

const { write, run, path } = workbench();
vi.setConfig({ testTimeout: 180_000 });

const compare = (...more: string[]) => run(smallComparison(...more));

beforeAll(() => {
  write("small.yaml", SMALL_EXPERIMENT.replace("trials: 2", "trials: 1"));
  write("table.csv", smallTable());
});

async function runsOf(viewType: "ACTIVE_ONLY" | "DELETED_ONLY"): Promise<Run[]> {
  const store = fileStore(path("out/mlruns"));
  const experiments = (await store.searchExperiments()).items.map(({ experimentId }) => experimentId);
  const { items } = await store.searchRuns(experiments, { viewType });
  await store.close();
  return [...items];
}

/** Each comparison as its trials, in the order in which the comparisons were made. */
async function comparisons(viewType: "ACTIVE_ONLY" | "DELETED_ONLY" = "ACTIVE_ONLY"): Promise<string[][]> {
  const runs = await runsOf(viewType);
  const parents = runs
    .filter(({ data }) => data.tags["mlflow.parentRunId"] === undefined)
    .sort((a, b) => a.info.startTime - b.info.startTime);
  return parents.map(({ info, data }) => {
    const below = ({ info: { runId } }: Pick<Run, "info">) => runs.filter((each) => each.data.tags["mlflow.parentRunId"] === runId);
    const trials = below({ info })
      .flatMap(below)
      .map((each) => `${each.data.tags["method"]} ${each.data.tags["trial"]} ${each.info.status}`);
    return [`${info.status} ${data.params["methods"]} × ${data.params["trials"]}`, ...trials.sort()];
  });
}

describe("a comparison of other settings", () => {
  afterEach(() => rmSync(path("out"), { recursive: true, force: true }));

  test("is a run of its own beside the earlier one, and that one's again when its settings are", async () => {
    compare("optimizer.learningRate=0.001");
    const [[first]] = [await runsOf("ACTIVE_ONLY")];
    compare("optimizer.learningRate=0.01");
    const both = Array.from({ length: 2 }, () => ["FINISHED plain, balanced × 1", "balanced 0 FINISHED", "plain 0 FINISHED"]);
    expect(await comparisons()).toEqual(both);
    compare("optimizer.learningRate=0.001");
    expect(await comparisons()).toEqual(both);
    expect((await runsOf("ACTIVE_ONLY")).map(({ info }) => info.runId)).toContain(first!.info.runId);
    expect(await runsOf("DELETED_ONLY")).toEqual([]);
  });

  test("takes the trials that it shares; an earlier one is deleted once none is left to it", async () => {
    compare("methods.balanced.loss={name:focal,gamma:2}");
    compare("methods.balanced.loss={name:focal,gamma:3}");
    expect(await comparisons()).toEqual([
      ["FINISHED plain, balanced × 1", "balanced 0 FINISHED"],
      ["FINISHED plain, balanced × 1", "balanced 0 FINISHED", "plain 0 FINISHED"],
    ]);
    compare("methods.balanced.loss={name:focal,gamma:3}", "methods.third.classWeights=inverse-frequency");
    expect(await comparisons()).toEqual([
      ["FINISHED plain, balanced × 1", "balanced 0 FINISHED"],
      ["FINISHED plain, balanced, third × 1", "balanced 0 FINISHED", "plain 0 FINISHED", "third 0 FINISHED"],
    ]);
    expect(await comparisons("DELETED_ONLY")).toEqual([["FINISHED plain, balanced × 1"]]);
  });
});

describe("a folder in which trials are right under their comparison, with all of their params", () => {
  afterEach(() => rmSync(path("out"), { recursive: true, force: true }));

  test("goes on with the same comparison; its trials move under their methods", async () => {
    compare();
    const before = await runsOf("ACTIVE_ONLY");
    const isTrial = ({ data }: Run) => data.tags["trial"] !== undefined;
    const parent = before.find(({ data }) => data.tags["method"] === undefined)!;
    const folderOf = ({ info }: Run) => path("out/mlruns", info.experimentId, info.runId);
    for (const method of before.filter((each) => each !== parent && !isTrial(each))) rmSync(folderOf(method), { recursive: true });
    for (const trial of before.filter(isTrial)) {
      writeFileSync(join(folderOf(trial), "tags/mlflow.parentRunId"), parent.info.runId);
      writeFileSync(join(folderOf(trial), "params/model.hidden"), "[4]");
    }
    for (const param of ["model.hidden", "seed"]) rmSync(join(folderOf(parent), "params", param));
    rmSync(join(folderOf(parent), "inputs"), { recursive: true });
    const { status, stderr } = compare();
    expect([status, stderr]).toEqual([0, ""]);
    expect(await comparisons()).toEqual([["FINISHED plain, balanced × 1", "balanced 0 FINISHED", "plain 0 FINISHED"]]);
    const after = await runsOf("ACTIVE_ONLY");
    expect(after.map(({ info }) => info.runId).sort()).toEqual(before.map(({ info }) => info.runId).sort());
    const again = after.find(({ info }) => info.runId === parent.info.runId)!;
    expect([again.data.params["model.hidden"], again.datasets.length]).toEqual(["[4]", 1]);
    expect(await runsOf("DELETED_ONLY")).toEqual([]);
  });
});

describe("what is damaged in MLflow's folder", () => {
  let [experiment, trial, method, parent] = ["", "", "", ""];
  const whole = [["FINISHED plain, balanced × 1", "balanced 0 FINISHED", "plain 0 FINISHED"]];

  beforeAll(async () => {
    rmSync(path("out"), { recursive: true, force: true });
    compare();
    const runs = await runsOf("ACTIVE_ONLY");
    const folderOf = (which: (run: Run) => boolean) =>
      runs.filter(which).map(({ info }) => path("out/mlruns", info.experimentId, info.runId))[0]!;
    trial = folderOf(({ data }) => data.tags["method"] === "plain" && data.tags["trial"] !== undefined);
    method = folderOf(({ data }) => data.tags["method"] === "balanced" && data.tags["trial"] === undefined);
    parent = folderOf(({ data }) => data.tags["method"] === undefined);
    experiment = join(trial, "..");
  });

  test("tags, artifacts, data sets, methods and trials that are gone come back from the results", async () => {
    const before = await runsOf("ACTIVE_ONLY");
    for (const folder of [
      join(trial, "tags"),
      join(parent, "tags"),
      join(trial, "artifacts"),
      method,
      join(experiment, "datasets", readdirSync(join(experiment, "datasets"))[0]!),
    ])
      rmSync(folder, { recursive: true });
    const { status, stderr } = compare();
    expect([status, stderr]).toEqual([0, ""]);
    expect(await comparisons()).toEqual(whole);
    expect(readdirSync(join(trial, "artifacts")).sort()).toEqual(["encoder.json", "model.json", "model.safetensors", "predictions.csv"]);
    const shape = (runs: readonly Run[]) =>
      runs
        .map(({ info, data, datasets }) => [
          info.runId,
          info.runName,
          info.status,
          data.tags["positive"],
          data.tags["mlflow.parentRunId"],
          data.params,
          data.metrics.filter(({ key }) => !key.startsWith("system/")).map(({ key, value, step }) => [key, value, step]),
          datasets.length,
        ])
        .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
    expect(shape(await runsOf("ACTIVE_ONLY"))).toEqual(shape(before));
  });

  test("what cannot be mended is named once, and costs the other runs nothing", async () => {
    rmSync(join(trial, "params"), { recursive: true });
    writeFileSync(join(trial, "params"), "a file");
    rmSync(join(experiment, "tags"), { recursive: true });
    writeFileSync(join(experiment, "tags"), "a file");
    const { status, stderr } = compare("trials=2");
    expect(status).toBe(0);
    expect(stderr).toContain(`tracking: ${join(trial, "params")}: it cannot be mended (EEXIST). Move it away, or see to its permissions.`);
    expect(stderr).not.toContain("nothing of this comparison");
    const lines = stderr.trim().split("\n");
    expect(new Set(lines).size).toBe(lines.length);
    const runs = await runsOf("ACTIVE_ONLY");
    expect(runs.map(({ info }) => info.status)).not.toContain("RUNNING");
    expect(runs.filter(({ data }) => data.tags["trial"] === "1").length).toBe(2);
    for (const file of [join(trial, "params"), join(experiment, "tags")]) rmSync(file);
    expect(compare("trials=2").stderr).toBe("");
  });

  test("a config that was emptied is named with what to do", () => {
    const config = path("out/small-table/clean/plain/trial-00/config.yaml");
    writeFileSync(config, "");
    const { status, stderr } = compare("trials=2");
    expect([status, stderr]).toEqual([
      0,
      `tracking: ${config}: expected the config that was written there, got a damaged file. Delete ${join(config, "..")}, and the same command finds the trial anew.\n`,
    ]);
    rmSync(join(config, ".."), { recursive: true });
    const mended = compare("trials=2");
    expect([mended.stderr, existsSync(config)]).toEqual(["", true]);
  });

  test("a report that cannot be written leaves nothing RUNNING", async () => {
    rmSync(path("out/small-table/report.md"));
    mkdirSync(path("out/small-table/report.md"));
    const { status, stderr } = compare("trials=2");
    expect([status, stderr]).toEqual([
      1,
      `${path("out/small-table/report.md")}: illegal operation on a directory (EISDIR). Check the path: it is a folder. Finished runs are kept; the same command goes on from there.\n`,
    ]);
    expect((await runsOf("ACTIVE_ONLY")).map(({ info }) => info.status)).not.toContain("RUNNING");
  });
});

test("something that answers, and gives nothing that was asked for, is not believed to have taken the runs", async () => {
  const server = spawn(
    process.execPath,
    [fileURLToPath(new URL("../../test/fake-mlflow.mjs", import.meta.url)), path("server.jsonl"), "--empty"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [port] = (await once(server.stdout, "data")) as [Buffer];
  const address = `http://127.0.0.1:${String(port).trim()}`;
  try {
    rmSync(path("out"), { recursive: true, force: true });
    const { stdout, stderr } = run(
      ["run", "dataset=csv", "dataset.path=table.csv", "dataset.label=y", "training.updates=6", "training.window=3", "--output", "out"],
      { MLFLOW_TRACKING_URI: address },
    );
    expect(stdout).not.toContain("All runs");
    expect(stderr).toContain(
      `MLflow server ${address}: expected the id of the experiment that was asked for, got an answer without one. Is the address that of an MLflow server?`,
    );
    expect(run(["track", "sync", "--to", address, "--output", "out"]).status).toBe(1);
  } finally {
    server.kill();
  }
});
