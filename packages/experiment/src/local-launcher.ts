import { type ChildProcess, fork } from "node:child_process";
import { constants } from "node:os";
import type { Job, JobStatus, Launcher } from "@evenkeel/core";

export interface LocalLauncherOptions {
  /** A module that answers each `Job` message with `JobStatus` messages. */
  readonly worker: string | URL;
  readonly numWorkers: number;
  readonly execArgv?: readonly string[];
}

/** What a process has to end in good order before it is killed. */
const PATIENCE_MILLISECONDS = 1000;

/**
 * Runs jobs in child processes on this machine, one job at a time in each: TF.js keeps its state globally, so a run needs
 * a process of its own. A process that dies fails its job and is replaced; a signal that killed it is named.
 */
export function localLauncher({ worker, numWorkers, execArgv = [] }: LocalLauncherOptions): Launcher {
  return {
    detached: false,
    async *submit(jobs, signal) {
      const queue = [...jobs];
      const statuses: JobStatus[] = [];
      let wake = () => {};
      let running = 0;
      const children = new Set<ChildProcess>();
      const tell = (status: JobStatus) => {
        statuses.push(status);
        wake();
      };

      const start = () => {
        const child = fork(worker, { execArgv: [...execArgv], stdio: ["ignore", "inherit", "inherit", "ipc"], serialization: "advanced" });
        children.add(child);
        let current: Job | null = null;
        running++;
        const next = () => {
          current = queue.shift() ?? null;
          if (!current) return child.disconnect();
          tell({ type: "started", id: current.id });
          child.send(current);
        };
        child.on("message", (status: JobStatus) => {
          tell(status);
          if (status.type === "finished" || status.type === "failed") next();
        });
        child.on("exit", (code, killedBy) => {
          const endedBy = killedBy ?? signalOf(code);
          children.delete(child);
          running--;
          if (current && !signal.aborted) {
            tell({
              type: "failed",
              id: current.id,
              ...(endedBy
                ? { reason: `its process was killed by ${endedBy}`, signal: endedBy }
                : { reason: `its process ended with code ${code}` }),
            });
            if (queue.length > 0) start();
          }
          wake();
        });
        next();
      };

      const stop = () => {
        for (const child of children) {
          child.kill("SIGTERM");
          setTimeout(() => child.kill("SIGKILL"), PATIENCE_MILLISECONDS).unref();
        }
      };
      signal.addEventListener("abort", stop);
      try {
        for (let i = 0; i < Math.min(numWorkers, jobs.length); i++) start();
        while (running > 0 || statuses.length > 0) {
          while (statuses.length > 0) yield statuses.shift()!;
          if (running > 0) await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        signal.removeEventListener("abort", stop);
        stop();
      }
    },
  };
}

/** The signal behind an exit code: a process that hears one ends in good order with 128 and its number. */
function signalOf(code: number | null): string | null {
  return Object.entries(constants.signals).find(([, number]) => code === 128 + number)?.[0] ?? null;
}
