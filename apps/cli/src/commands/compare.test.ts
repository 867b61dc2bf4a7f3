import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FinishedTrial } from "@evenkeel/experiment";
import { fileStore } from "mlflow-js-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../paths.js";

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
    const children = runs.filter(({ data: { tags } }) => tags["mlflow.parentRunId"] === parent[0]!.info.runId);
    // 8 methods and 4 controls that are runs of their own, 2 conditions, 2 trials.
    expect([parent.length, children.length]).toEqual([1, 12 * 2 * 2]);
    expect(runs.every(({ info }) => info.status === "FINISHED")).toBe(true);
    const artifacts = (await store.listArtifacts(children[0]!.info.runId)).map(({ path }) => path);
    expect(artifacts).toEqual(expect.arrayContaining(["config.yaml", "environment.json", "predictions.csv", "split.json"]));

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
