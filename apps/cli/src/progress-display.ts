import type { ComparisonProgress } from "evenkeel/workbench";
import { terminalLine } from "@evenkeel/report";

/** Shows how far a comparison is: one line that is rewritten on a terminal, a line for every finished trial elsewhere. */
export function progressDisplay(out: NodeJS.WriteStream): ComparisonProgress {
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
    updates({ condition, trial, method }, step, updates) {
      underWay.set(`${condition} ${trial} ${method}`, `${condition} ${trial}: ${method} ${step}/${updates}`);
      redraw();
    },
    ended({ condition, trial, method }, failure) {
      done++;
      underWay.delete(`${condition} ${trial} ${method}`);
      if (failure !== null) say(`${condition}, trial ${trial}, ${method} failed: ${failure}`);
      if (!isTerminal && (done === total || seconds() >= lastLine + 10)) {
        lastLine = seconds();
        say(`${done}/${total} runs, ${seconds()} s`);
      }
      redraw();
    },
    killed(condition, trial, method, reason) {
      underWay.delete(`${condition} ${trial} ${method}`);
      say(`${condition}, trial ${trial}, ${method}: ${reason}; it is tried once more.`);
    },
    stop: clear,
  };
}
