import { terminalLine } from "../terminal-line.js";
import type { Progress } from "./job.js";

/** Shows how far a comparison is: one line that is rewritten on a terminal, a line for every finished trial elsewhere. */
export interface ProgressDisplay {
  start(numRuns: number, numFinishedBefore: number): void;
  progress(condition: string, trial: number, message: Progress): void;
  /** A run whose process was killed, and that is tried once more. */
  killed(condition: string, trial: number, method: string, reason: string): void;
  lost(condition: string, trial: number, reason: string): void;
  stop(): void;
}

export function progressDisplay(out: NodeJS.WriteStream): ProgressDisplay {
  const started = performance.now();
  let total = 0;
  let done = 0;
  let lastLine = 0;
  const underWay = new Map<string, string>();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  const { isTerminal, rewrite, say, clear } = terminalLine(out);
  const redraw = () => {
    const width = 24;
    const filled = total === 0 ? 0 : Math.round((width * done) / total);
    rewrite(
      `${"█".repeat(filled)}${"░".repeat(width - filled)} ${done}/${total} runs · ${seconds()} s · ${[...underWay.values()].join(" | ")}`,
    );
  };
  return {
    start(numRuns, numFinishedBefore) {
      total = numRuns;
      if (numFinishedBefore > 0) say(`${numFinishedBefore} runs were finished before and are kept; ${numRuns} to do.`);
    },
    progress(condition, trial, message) {
      const key = `${condition} ${trial}`;
      if (message.type === "updates") underWay.set(key, `${condition} ${trial}: ${message.method} ${message.step}/${message.updates}`);
      else if (message.type === "cell") {
        done++;
        underWay.delete(key);
        if (message.status === "failed") say(`${condition}, trial ${trial}, ${message.method} failed: ${message.reason}`);
        if (!isTerminal && (done === total || seconds() >= lastLine + 10)) {
          lastLine = seconds();
          say(`${done}/${total} runs, ${seconds()} s`);
        }
      }
      redraw();
    },
    killed(condition, trial, method, reason) {
      underWay.delete(`${condition} ${trial}`);
      say(`${condition}, trial ${trial}, ${method}: ${reason}; it is tried once more.`);
    },
    lost(condition, trial, reason) {
      say(`${condition}, trial ${trial}: ${reason}; its unfinished runs show as failed.`);
    },
    stop: clear,
  };
}
