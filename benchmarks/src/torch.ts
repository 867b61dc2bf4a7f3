import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { StepCase } from "./cases.js";
import type { TimedWindow } from "./our-step.js";

/** PyTorch in a process of its own, asked for one window at a time. */
export interface Torch {
  readonly version: string;
  steps(subject: StepCase): TimedWindow;
  close(): void;
}

/** @param device - as PyTorch calls it. */
export async function startTorch(python: string, threads: number, device: "cpu" | "cuda", tf32: boolean): Promise<Torch> {
  const script = fileURLToPath(new URL("../steps_torch.py", import.meta.url));
  const child = spawn(python, [script, String(threads), device, tf32 ? "tf32" : "float32"], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const answer = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next();
    if (done)
      throw new Error(`bench: expected ${python} to run PyTorch, it ended. Run \`${python} -m pip install torch\`, or leave --python out.`);
    return JSON.parse(value as string) as Record<string, unknown>;
  };
  const { version } = await answer();
  return {
    version: version as string,
    steps: (subject) => async (numSteps) => {
      child.stdin.write(`${JSON.stringify({ ...subject, ...subject.settings, window: numSteps })}\n`);
      return (await answer())["milliseconds"] as number;
    },
    close: () => child.stdin.end(),
  };
}
