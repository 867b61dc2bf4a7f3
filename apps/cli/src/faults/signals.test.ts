import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { bin, workbench } from "../../test/evenkeel.js";

const { path } = workbench();
// Its first parameters and each of its updates take seconds, in which no listener can be called.
const slow = ["model.hidden=[6000,6000]", "training.updates=1000"];

/** Sends a signal some time after the command has begun to work; what it ended with, and after how many seconds. */
async function ended(
  args: readonly string[],
  signal: NodeJS.Signals,
  seconds: number,
): Promise<{ by: number | NodeJS.Signals; after: number; stderr: string }> {
  const child = spawn(process.execPath, [bin, ...args], { cwd: path(), stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += chunk));
  const end = new Promise<number | NodeJS.Signals>((resolve) => child.on("close", (code, by) => resolve(by ?? code!)));
  await new Promise<void>((resolve) => child.stdout.on("data", (chunk) => /engine: /.test(String(chunk)) && resolve()));
  await pause(1000 * seconds);
  const sent = performance.now();
  child.kill(signal);
  const by = await end;
  return { by, after: (performance.now() - sent) / 1000, stderr };
}

test.skipIf(process.platform === "win32").each([
  ["SIGTERM", "while the first parameters are drawn", 1],
  ["SIGINT", "between the first updates", 5],
] as const)("a run hears %s within two seconds %s", async (signal, _, seconds) => {
  const { by, after, stderr } = await ended(["run", ...slow, "--output", "slow"], signal, seconds);
  expect([by, stderr]).toEqual([signal, ""]);
  expect(after).toBeLessThan(2);
});

test.skipIf(process.platform === "win32")("a run of short updates loses no signal", async () => {
  const { by } = await ended(["run", "training.updates=1000000", "--output", "short"], "SIGTERM", 2);
  expect(by).toBe("SIGTERM");
});

test.skipIf(process.platform === "win32")("a comparison whose workers cannot hear ends all the same, and says what is kept", async () => {
  const { by, after, stderr } = await ended(
    ["compare", "trials=1", "methods={plain: {}}", "contrasts=[]", ...slow, "--output", "compared"],
    "SIGTERM",
    4,
  );
  expect([by, stderr]).toEqual([130, "Interrupted. Finished runs are kept; the same command goes on from here.\n"]);
  expect(after).toBeLessThan(3);
});
