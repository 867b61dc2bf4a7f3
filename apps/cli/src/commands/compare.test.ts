import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FinishedTrial } from "@evenkeel/experiment";
import type { ComparisonReport } from "@evenkeel/report";
import { fileStore, type Run } from "mlflow-js-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../test/root.js";

let folder: string;
let data: string;

beforeAll(() => {
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b"], { cwd: root });
  folder = mkdtempSync(join(tmpdir(), "evenkeel-compare-"));
  data = join(folder, "rings.csv");
  // 120 rows inside a circle, 30 around it.
  const rows = Array.from({ length: 150 }, (_, i) => {
    const [angle, radius] = [i * 2.399, i < 120 ? Math.sqrt(i / 120) : 1.3 + (i % 5) / 20];
    return `${radius * Math.cos(angle)},${radius * Math.sin(angle)},${i < 120 ? "inner" : "outer"}`;
  });
  writeFileSync(data, ["x,y,class", ...rows].join("\n"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const words = (): string[] => [
  "compare",
  "dataset=csv",
  `dataset.path=${data}`,
  "dataset.label=class",
  "trials=2",
  "training.updates=40",
  "training.window=20",
  "name=rings",
];

function evenkeel(output: string, ...more: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(root, "apps/cli/dist/bin.js"), ...words(), "--output", join(folder, output), ...more], {
    encoding: "utf8",
    cwd: folder,
  });
}

/** Everything a comparison found, without what differs from run to run by nature. */
function findings(output: string): Record<string, unknown> {
  const trials = readdirSync(join(folder, output, "rings-rings"), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith("result.json"),
  );
  return Object.fromEntries(
    trials.sort().map((name) => {
      const {
        seconds: _,
        trackingRunId: __,
        ...found
      } = JSON.parse(readFileSync(join(folder, output, "rings-rings", name), "utf8")) as FinishedTrial;
      return [name, found];
    }),
  );
}

describe("a comparison on data of one's own", () => {
  test("is run, told, stored, and not repeated", async () => {
    const first = evenkeel("first");
    expect(first.stderr).toBe("");
    expect(first.status).toBe(0);
    expect(first.stdout).toContain("engine: wasm: TF.js 4.22.0, SIMD kernels, plain build");
    expect(first.stdout).toMatch(/= plain/);
    expect(first.stdout).toContain("Report: first/rings-rings/report.html");
    const page = readFileSync(join(folder, "first/rings-rings/report.html"), "utf8");
    // One file that needs nobody: no script, style or picture from elsewhere.
    expect(page).not.toMatch(/<(script|link|img|iframe|source)[^>]*\b(src|href)="(?!data:)/);
    expect(page).not.toMatch(/url\((?!["']?(#|data:))/);

    const store = fileStore(join(folder, "first/mlruns"));
    const experiment = await store.getExperimentByName("rings");
    const { items: runs } = await store.searchRuns([experiment!.experimentId]);
    const parent = runs.filter(({ data: { tags } }) => !tags["mlflow.parentRunId"]);
    const methods = runs.filter(({ data: { tags } }) => tags["mlflow.parentRunId"] === parent[0]!.info.runId);
    const trials = runs.filter(({ data: { tags } }) => methods.some(({ info }) => tags["mlflow.parentRunId"] === info.runId));
    // 8 methods and 8 controls, of which 4 are the same run as another, 2 conditions, 2 trials.
    expect([parent.length, methods.length, trials.length, runs.length]).toEqual([1, 16 * 2, 12 * 2 * 2, 1 + 16 * 2 + 12 * 2 * 2]);
    expect(runs.every(({ info }) => info.status === "FINISHED")).toBe(true);
    const artifacts = async ({ info }: Run) => (await store.listArtifacts(info.runId)).map(({ path }) => path);
    expect(await artifacts(parent[0]!)).toEqual([
      "config.yaml",
      "environment.json",
      "report.html",
      "report.json",
      "report.md",
      "splits.json",
    ]);
    expect(await artifacts(methods.find(({ data: { tags } }) => tags["method"] === "plain")!)).toEqual(["charts", "config.yaml"]);
    expect(await artifacts(trials[0]!)).toEqual(expect.arrayContaining(["model.safetensors", "predictions.csv"]));

    // What a run says no run above it has said, and methods have the same metrics.
    const above = new Map(runs.map((run) => [run.info.runId, run]));
    const repeated = (run: Run): string[] => {
      const parentOf = ({ data }: Run) => above.get(data.tags["mlflow.parentRunId"] ?? "");
      const chain = [parentOf(run), parentOf(parentOf(run) ?? run)].filter((each) => each !== undefined && each !== run);
      return Object.keys(run.data.params).filter((key) => chain.some((each) => each!.data.params[key] !== undefined));
    };
    expect(runs.flatMap(repeated)).toEqual([]);
    expect(trials.map(({ data }) => Object.keys(data.params))).toEqual(trials.map(() => ["trial"]));
    const means = methods.map(({ data }) => data.metrics.map(({ key }) => key).filter((key) => /^\w+\.mean$/.test(key)));
    expect(new Set(means.map(String)).size).toBe(1);
    expect(means[0]).toContain("roc_auc.mean");
    const report = JSON.parse(readFileSync(join(folder, "first/rings-rings/report.json"), "utf8")) as ComparisonReport;
    const { mean, interval } = report.cells.find(({ condition, method }) => condition === "planted" && method === "smote")!.values[
      "roc_auc"
    ]!;
    const smote = methods.find(({ data: { tags } }) => tags["condition"] === "planted" && tags["method"] === "smote")!;
    const logged = Object.fromEntries(smote.data.metrics.map(({ key, value }) => [key, value]));
    expect([logged["roc_auc.mean"], logged["roc_auc.low"], logged["roc_auc.high"]]).toEqual([mean, ...interval]);

    const second = evenkeel("first");
    expect(second.stdout).toContain("Every run was finished before; --fresh repeats them.");
    expect((await store.searchRuns([experiment!.experimentId])).items.length).toBe(runs.length);
    await store.close();
  });

  test("interrupted and started again it finds the same, bit for bit", async () => {
    const child = spawn(
      process.execPath,
      [join(root, "apps/cli/dist/bin.js"), ...words(), "--output", join(folder, "interrupted"), "--workers", "1"],
      { cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
    );
    let stderr = "";
    child.stderr.on("data", (chunk) => (stderr += chunk));
    const finished = join(folder, "interrupted/rings-rings/clean/plain/trial-00/result.json");
    while (!existsSync(finished)) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    const code = await new Promise((resolve) => child.on("exit", resolve));
    expect([code, stderr]).toEqual([130, "Interrupted. Finished runs are kept; the same command goes on from here.\n"]);
    const before = Object.keys(findings("interrupted")).length;
    expect(before).toBeLessThan(48);

    const again = evenkeel("interrupted");
    expect(again.stdout).toMatch(new RegExp(`\\d+ runs were finished before and are kept`));
    expect(findings("interrupted")).toEqual(findings("first"));
  });

  test("a method that fails shows as failed, says why, and stops nobody", () => {
    const { status, stdout } = evenkeel("first", "methods.bad.optimizer.learningRate=1e30", "methods.bad.title=diverging");
    expect(status).toBe(1);
    expect(stdout).toContain("48 runs were finished before and are kept; 4 to do.");
    expect(stdout).toContain("clean, trial 0, bad failed: the training loss became NaN at step 2. Lower the learning rate");
    expect(stdout).toMatch(/diverging\s+failed/);
  });
});

test("--cfg prints what would run, and runs nothing", () => {
  const { stdout } = evenkeel("nothing", "--cfg");
  expect(stdout).toContain("learned.train-only: = learned.frozen");
  expect(existsSync(join(folder, "nothing"))).toBe(false);
});

test("a mistake is one line, not a stack", () => {
  const { status, stdout, stderr } = evenkeel("nothing", "sampler=smot");
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^method logistic-regression: sampler: expected one of .*, got `smot`\. Did you mean `smote`\?\n$/);
});
