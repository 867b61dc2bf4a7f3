import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MlflowServer, mlflowEnvironment, python, runPython, startMlflowServer } from "@evenkeel/testing/processes";
import { fileStore, restStore, type Run, type Store } from "mlflow-js-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../test/root.js";

let folder: string;
let server: MlflowServer | null = null;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-track-"));
  if (python) server = await startMlflowServer();
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function evenkeel(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [join(root, "apps/cli/dist/bin.js"), ...args], {
    cwd: folder,
    env: mlflowEnvironment(environment),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const text = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (text.stdout += chunk));
  child.stderr.on("data", (chunk) => (text.stderr += chunk));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, ...text })));
}

const compare = (output: string): string[] => [
  "compare",
  "experiment=main",
  "trials=1",
  "training.updates=60",
  "training.window=20",
  "--output",
  join(folder, output),
];

/** All runs of the main job in a store, by what they are. */
async function runsOf(store: Store): Promise<Map<string, Run>> {
  const experiment = await store.getExperimentByName("main");
  const { items } = await store.searchRuns([experiment!.experimentId]);
  const what = ({ condition = "comparison", method = "", trial = "" }: Readonly<Record<string, string>>) => [condition, method, trial];
  return new Map(items.map((run) => [what(run.data.tags).filter(Boolean).join(" "), run]));
}

/** The points of every metric that does not depend on the machine's mood, in order. */
async function histories(store: Store, { info, data }: Run): Promise<Record<string, (number | string)[][]>> {
  const keys = data.metrics.map(({ key }) => key).filter((key) => !key.startsWith("system/"));
  const entries = await Promise.all(
    keys.map(async (key) => [key, (await store.getMetricHistory(info.runId, key)).items.map(({ step, value }) => [step, value])] as const),
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe("on the real server (needs: pip install mlflow)", () => {
  test.skipIf(!python)("the main job arrives whole, and is what an identical run left on disk", { timeout: 300_000 }, async () => {
    const sent = await evenkeel(compare("sent"), { MLFLOW_TRACKING_URI: server!.url });
    expect(sent.stderr).toBe("");
    expect(sent.stdout).toContain(`All runs are at ${server!.url}.`);
    await evenkeel(compare("kept"));

    const [remote, local] = [restStore(server!.url), fileStore(join(folder, "kept/mlruns"))];
    const [there, here] = [await runsOf(remote), await runsOf(local)];
    expect([...there.keys()].sort()).toEqual([...here.keys()].sort());
    // Of 16 methods four are the same run as another, under either condition.
    expect(there.size).toBe(1 + 2 * 16 + 2 * 12);
    for (const [what, run] of here) {
      const copy = there.get(what)!;
      expect(await histories(remote, copy)).toEqual(await histories(local, run));
      expect(copy.data.params).toEqual(run.data.params);
      expect([copy.info.runName, copy.info.status]).toEqual([run.info.runName, "FINISHED"]);
      const above = what.split(" ").slice(0, -1).join(" ");
      const parent = what === "comparison" ? undefined : there.get(above.includes(" ") ? above : "comparison");
      expect(copy.data.tags["mlflow.parentRunId"]).toBe(parent?.info.runId);
      expect(copy.datasets.map(({ context, dataset }) => [context, dataset.digest]).sort()).toEqual(
        run.datasets.map(({ context, dataset }) => [context, dataset.digest]).sort(),
      );
      expect((await remote.listArtifacts(copy.info.runId)).map(({ path }) => path)).toEqual(
        (await local.listArtifacts(run.info.runId)).map(({ path }) => path),
      );
    }
    await Promise.all([remote.close(), local.close()]);
  });

  test.skipIf(!python)(
    "track sync brings what was kept, once; its model can be registered under an alias",
    { timeout: 300_000 },
    async () => {
      const first = await evenkeel(["track", "sync", "--to", server!.url, "--output", join(folder, "kept")]);
      expect(first.stdout).toContain("57 of 57 runs had something new");
      const second = await evenkeel(["track", "sync", "--to", server!.url, "--output", join(folder, "kept")]);
      expect(second.stdout).toBe(`0 of 57 runs had something new for ${server!.url}.\n`);

      const remote = restStore(server!.url);
      const { info } = (await runsOf(remote)).get("clean learned 0")!;
      const register = ["track", "register", "--to", server!.url, "--run", info.runId, "--name", "wdbc-learned", "--alias", "champion"];
      for (let i = 0; i < 2; i++) expect((await evenkeel(register)).stdout).toBe("wdbc-learned version 1, alias champion\n");
      const [output] = (await remote.getRun(info.runId)).modelOutputs;
      expect(await remote.getLoggedModel(output!.modelId)).toMatchObject({ modelType: "mlp", status: "READY" });
      await remote.close();
      // By its name, as whoever uses it in Python does.
      const found = runPython(
        `import json, mlflow, pandas as pd\nmlflow.set_tracking_uri(${JSON.stringify(server!.url)})\ntable = pd.read_csv(${JSON.stringify(join(root, "packages/datasets/data/wdbc.csv"))})\nfound = mlflow.pyfunc.load_model("models:/wdbc-learned@champion").predict(table)\nprint(json.dumps([list(found.columns), len(found), float(((found["predicted"] == "malignant") == (table["malignant"] == 1)).mean())]))`,
      ) as [string[], number, number];
      expect(found.slice(0, 2)).toEqual([["predicted", "p_benign", "p_malignant"], 569]);
      expect(found[2]).toBeGreaterThan(0.8);
    },
  );

  test.skipIf(!python)("MLflow itself opens the local store", { timeout: 300_000 }, () => {
    const found = runPython(
      `import json, mlflow\nmlflow.set_tracking_uri("file://${join(folder, "kept/mlruns")}")\nruns = mlflow.search_runs(experiment_names=["main"], output_format="list")\nlearned = next(r for r in runs if r.data.tags.get("method") == "learned" and "trial" in r.data.tags)\nclient = mlflow.MlflowClient()\nprint(json.dumps([len(runs), len(client.get_metric_history(learned.info.run_id, "train/loss")), sorted(f.path for f in client.list_artifacts(learned.info.run_id)), sorted(i.tags[0].value for r in runs for i in r.inputs.dataset_inputs)]))`,
      { MLFLOW_ALLOW_FILE_STORE: "true" },
    ) as [number, number, string[], string[]];
    expect(found).toEqual([
      57,
      3,
      ["contributions.csv", "encoder.json", "model.json", "model.safetensors", "predictions.csv"],
      ["comparison"],
    ]);
  });

  test("a server that is down stops nobody: what was found is kept, and said", { timeout: 120_000 }, async () => {
    const { code, stdout, stderr } = await evenkeel(["run", "training.updates=60", "--output", join(folder, "down")], {
      MLFLOW_TRACKING_URI: "http://127.0.0.1:9",
    });
    expect(code).toBe(0);
    expect(stdout).toContain("ROC-AUC");
    expect(stderr).toContain("evenkeel track sync --to http://127.0.0.1:9");
  });
});

test("track sync without a folder of runs says what it looked for", async () => {
  const { code, stderr } = await evenkeel(["track", "sync", "--to", "http://127.0.0.1:9", "--output", "nowhere"]);
  expect([code, stderr]).toEqual([
    1,
    `track sync: expected a folder of runs, got ${join(folder, "nowhere/mlruns")}, which is not there. Name it with --from.\n`,
  ]);
});
