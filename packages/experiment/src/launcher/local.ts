import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism, constants } from "node:os";
import { type CellOutcome, defineLauncher, type Launch, type Lease, type WorkerEvent } from "@evenkeel/core";
import { z } from "zod";
import type { FromWorker } from "../pull-cells.js";

/** What a process has to end in good order before it is killed. */
const PATIENCE_MILLISECONDS = 1000;
/** Between two renewals, for as long as a process lives. */
const RENEWAL_MILLISECONDS = 5000;
/** Between two questions for work where there is none yet. */
const WAIT_MILLISECONDS = 20;
/** As many processes as may end one after the other while they have no cell: the next would end too. */
const MOST_IDLE_DEATHS = 5;

/**
 * Child processes on this machine, one cell at a time in each: TF.js keeps its state globally, so a run needs a process of its own. A
 * process that dies is replaced, until five in a row die that had no cell.
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
  let idleDeaths = 0;
  let failure = null as { readonly error: unknown } | null;
  /** Nothing can go on without an answer of the queue. */
  const fail = (error: unknown): void => {
    failure ??= { error };
    wake();
  };

  const start = (): void => {
    const name = `local ${++count}`;
    const child = fork(worker, { execArgv: [], stdio: ["ignore", "inherit", "inherit", "ipc"], serialization: "advanced" });
    children.add(child);
    let lease: Lease | null = null;
    let isGone = false;
    let isDone = false;
    const endChild = (): void => {
      isDone = true;
      if (child.connected) child.disconnect();
    };
    // Whose lease has ended must not go on writing: its cell may be another's by now.
    const renew = async (): Promise<void> => {
      const held = lease;
      if (held && (await queue.renew(held.token)) === "late" && lease === held) child.kill("SIGKILL");
    };
    const renewal = setInterval(() => void renew().catch(fail), RENEWAL_MILLISECONDS);

    /** Before the process asks: one that dies while it starts has lost a cell like any other, which is heard. */
    async function serve(): Promise<void> {
      while (!isGone) {
        const next = signal.aborted ? "done" : await queue.lease(name);
        if (next === "done") return endChild();
        if (next !== "wait") {
          if (isGone) return queue.release(next.token);
          lease = next;
          hear({ type: "leased", lease });
          return void (child.connected && child.send(lease));
        }
        await new Promise((resolve) => setTimeout(resolve, WAIT_MILLISECONDS));
      }
    }

    async function finish(outcome: CellOutcome): Promise<void> {
      const ended = lease!;
      lease = null;
      idleDeaths = 0;
      const accepted = (await queue.finish(ended.token, outcome)) === "accepted";
      hear({ type: "finished", lease: ended, outcome, accepted });
      await serve();
    }

    child.on("message", (message: FromWorker) => {
      if (message.type === "told") hear({ type: "told", lease: lease!, message: message.message });
      else void finish(message.outcome).catch(fail);
    });
    child.on("exit", (code, killedBy) => {
      clearInterval(renewal);
      isGone = true;
      children.delete(child);
      if (!signal.aborted && !isDone) {
        const endedBy = killedBy ?? signalOf(code);
        const reason = endedBy ? `its process was killed by ${endedBy}` : `its process ended with code ${code}`;
        if (lease) hear({ type: "lost", lease, reason, ...(endedBy && { signal: endedBy }) });
        else if (++idleDeaths < MOST_IDLE_DEATHS) start();
        else
          fail(
            new Error(
              `launcher=local: expected processes that wait for their next run, got ${idleDeaths} that did not; of the last, ${reason}.`,
            ),
          );
      }
      wake();
    });
    void serve().catch(fail);
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
    while (children.size > 0 || heard.length > 0 || failure) {
      while (heard.length > 0) {
        const event = heard.shift()!;
        yield event;
        // Not before it was decided what becomes of the cell: it is the next that a new process would take.
        if (event.type === "lost" && !signal.aborted) start();
      }
      if (failure) throw failure.error;
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
