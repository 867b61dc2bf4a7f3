import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism, constants } from "node:os";
import { defineLauncher, type Launch, type Lease, type WorkerEvent } from "@evenkeel/core";
import { z } from "zod";
import type { FromWorker } from "../pull-cells.js";

/** What a process has to end in good order before it is killed. */
const PATIENCE_MILLISECONDS = 1000;
/** Between two renewals, for as long as a process lives. */
const RENEWAL_MILLISECONDS = 5000;
/** Between two questions for work where there is none yet. */
const WAIT_MILLISECONDS = 20;

/**
 * Child processes on this machine, one cell at a time in each: TF.js keeps its state globally, so a run needs a process of its own. A
 * process that dies is replaced.
 */
export default defineLauncher({
  name: "local",
  summary: "processes on this machine",
  config: {
    workers: z.int().positive().nullable().default(null).describe("how many processes; null is one for each processor"),
  },
  create: ({ workers }) => ({ start: (launch) => run(launch, Math.min(workers ?? availableParallelism(), launch.atMost)) }),
});

async function* run({ worker, queue, signal }: Launch, numWorkers: number): AsyncGenerator<WorkerEvent> {
  const heard: WorkerEvent[] = [];
  let wake = () => {};
  const children = new Set<ChildProcess>();
  const hear = (event: WorkerEvent): void => {
    heard.push(event);
    wake();
  };
  let count = 0;

  const start = (): void => {
    const name = `local ${++count}`;
    const child = fork(worker, { execArgv: [], stdio: ["ignore", "inherit", "inherit", "ipc"], serialization: "advanced" });
    children.add(child);
    let lease: Lease | null = null;
    let isGone = false;
    // Whose lease has ended must not go on writing: its cell may be another's by now.
    const renewal = setInterval(async () => {
      if (lease && (await queue.renew(lease.token)) === "late") child.kill("SIGKILL");
    }, RENEWAL_MILLISECONDS);

    /** Before the process asks: one that dies while it starts has lost a cell like any other, which is heard. */
    async function serve(): Promise<void> {
      while (!isGone) {
        const next = signal.aborted ? "done" : await queue.lease(name);
        if (next === "done") return void (child.connected && child.disconnect());
        if (next !== "wait") {
          if (isGone) return queue.release(next.token);
          lease = next;
          hear({ type: "leased", lease });
          return void (child.connected && child.send(lease));
        }
        await new Promise((resolve) => setTimeout(resolve, WAIT_MILLISECONDS));
      }
    }

    child.on("message", async (message: FromWorker) => {
      if (message.type === "told") return hear({ type: "told", lease: lease!, message: message.message });
      const ended = lease!;
      lease = null;
      const accepted = (await queue.finish(ended.token, message.outcome)) === "accepted";
      hear({ type: "finished", lease: ended, outcome: message.outcome, accepted });
      await serve();
    });
    child.on("exit", (code, killedBy) => {
      clearInterval(renewal);
      isGone = true;
      children.delete(child);
      if (lease && !signal.aborted) {
        const endedBy = killedBy ?? signalOf(code);
        const reason = endedBy ? `its process was killed by ${endedBy}` : `its process ended with code ${code}`;
        hear({ type: "lost", lease, reason, ...(endedBy && { signal: endedBy }) });
      }
      wake();
    });
    void serve();
  };

  const stop = (): void => {
    for (const child of children) {
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), PATIENCE_MILLISECONDS).unref();
    }
  };
  signal.addEventListener("abort", stop);
  try {
    for (let i = 0; i < numWorkers; i++) start();
    while (children.size > 0 || heard.length > 0) {
      while (heard.length > 0) {
        const event = heard.shift()!;
        yield event;
        // Not before it was decided what becomes of the cell: it is the next that a new process would take.
        if (event.type === "lost" && !signal.aborted) start();
      }
      if (children.size > 0) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

/** The signal behind an exit code: a process that hears one ends in good order with 128 and its number. */
function signalOf(code: number | null): string | null {
  return Object.entries(constants.signals).find(([, number]) => code === 128 + number)?.[0] ?? null;
}
