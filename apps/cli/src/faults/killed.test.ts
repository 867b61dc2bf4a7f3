import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { bin, workbench } from "../../test/evenkeel.js";
import { findingsBelow, SMALL_EXPERIMENT, smallTable } from "../../test/small-comparison.js";

const { write, run, path } = workbench();

const words = (output: string, ...more: string[]) => [
  "compare",
  "experiment=small.yaml",
  "dataset=csv",
  "dataset.path=table.csv",
  "dataset.label=y",
  "methods.balanced.training.updates=40",
  "--output",
  output,
  "--workers",
  "1",
  ...more,
];
const findings = (output: string) => findingsBelow(path(output, "small-table/clean"));
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

function start(args: readonly string[]): Started {
  const child = spawn(process.execPath, [bin, ...args], { cwd: path(), stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout!.on("data", (chunk) => (stdout += chunk));
  child.stderr!.on("data", (chunk) => (stderr += chunk));
  return { child, ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr }))) };
}

/** What makes the next workers of a comparison die by a signal, each when it gets its first run. */
function killing(times: number): Record<string, string> {
  const left = write("left.txt", String(times));
  const preload = write(
    "kill.mjs",
    `import { readFileSync, writeFileSync } from "node:fs";
    const left = Number(readFileSync(${JSON.stringify(left)}, "utf8"));
    if (process.argv[1]?.endsWith("worker.js") && left > 0) {
      writeFileSync(${JSON.stringify(left)}, String(left - 1));
      process.once("message", () => process.kill(process.pid, "SIGKILL"));
    }`,
  );
  return { NODE_OPTIONS: `--import=${pathToFileURL(preload).href}` };
}

beforeAll(() => {
  write("small.yaml", SMALL_EXPERIMENT);
  write("table.csv", smallTable());
});

test("a comparison that is killed five times ends as one that was not, bit for bit", async () => {
  expect(run(words("undisturbed")).status).toBe(0);
  // From before the first worker to the middle of the second trial.
  for (const milliseconds of [200, 1500, 2500, 2000, 3000]) {
    const { child, ended } = start(words("killed"));
    await pause(milliseconds);
    child.kill("SIGKILL");
    await ended;
  }
  const { status, stderr } = run(words("killed"));
  expect([status, stderr]).toEqual([0, ""]);
  expect(findings("killed")).toEqual(findings("undisturbed"));
  expect(readdirSync(path("killed/small-table"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tmp"))).toEqual(
    [],
  );
}, 180_000);

test("a worker that is killed by a signal is replaced once, without a trace in the results", () => {
  const { status, stdout, stderr } = run(words("worker"), killing(1));
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("clean, trial 0, plain: its process was killed by SIGKILL; it is tried once more.");
  expect(findings("worker")).toEqual(findings("undisturbed"));
});

test("a run whose worker is killed twice has failed with the signal named, and the others go on", () => {
  const { status, stdout } = run(words("twice", "trials=1"), killing(2));
  expect(status).toBe(1);
  expect(stdout).toContain("clean, trial 0, plain failed: its process was killed by SIGKILL, as the one before");
  expect(stdout).toMatch(/plain +failed/);
  expect(findings("twice")).toMatchObject({
    "plain/trial-00/result.json": { status: "failed" },
    "balanced/trial-00/result.json": { status: "finished" },
  });
  expect(run(words("twice", "trials=1")).stdout).toContain("1 runs were finished before and are kept; 1 to do.");
  expect(findings("twice")["plain/trial-00/result.json"]).toEqual(findings("undisturbed")["plain/trial-00/result.json"]);
});

test("an end that the user asked for is no fault: nothing is retried, nothing fails, the lock is gone", async () => {
  const { child, ended } = start(words("stopped", "trials=5"));
  while (!existsSync(path("stopped/small-table/clean/plain/trial-00/result.json"))) await pause(20);
  child.kill("SIGTERM");
  const { code, stdout } = await ended;
  expect(code).toBe(130);
  expect(stdout).not.toContain("failed");
  expect(stdout).not.toContain("once more");
  expect(Object.values(findings("stopped")).every((found) => (found as { status: string }).status === "finished")).toBe(true);
  expect(existsSync(path("stopped/small-table/in-use.json"))).toBe(false);
});
