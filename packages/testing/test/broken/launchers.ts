// Launchers that break one rule of their contract each, and a right one. `rejects.test.ts` runs their suites.
import { defineLauncher, type Launcher, type Queue, type QueuedCell, type WorkerEvent } from "@evenkeel/core";
import { testLauncher } from "../../src/index.js";
import { broken } from "./broken.js";

/** A queue in this process, without time. */
function queue(): Queue {
  const cells: QueuedCell[] = [];
  const [held, settled] = [new Map<string, QueuedCell>(), new Set<string>()];
  return {
    add: async (more) => void cells.push(...more),
    lease: async () => {
      if (settled.size === cells.length) return "done";
      const free = cells.find(
        ({ id, needs }) => !settled.has(id) && ![...held.values()].some((own) => own.id === id) && needs.every((need) => settled.has(need)),
      );
      if (!free) return "wait";
      const token = `${free.id} ${held.size}`;
      held.set(token, free);
      return { cell: free, token, until: Number.POSITIVE_INFINITY, attempt: 1 };
    },
    renew: async (token) => (held.has(token) ? "renewed" : "late"),
    finish: async (token) => {
      const own = held.get(token);
      if (!own) return "late";
      held.delete(token);
      settled.add(own.id);
      return "accepted";
    },
    release: async (token) => void held.delete(token),
  };
}
/** Plays the worker of the suite in this process. */
async function* played(
  { queue: of, signal }: Parameters<Launcher["start"]>[0],
  { stubborn = false, lax = false } = {},
): AsyncGenerator<WorkerEvent> {
  for (;;) {
    const lease = await of.lease("own").catch((error: unknown) => {
      if (lax) return "done" as const;
      throw error;
    });
    if (lease === "done") return;
    if (lease === "wait") continue;
    yield { type: "leased", lease };
    yield { type: "told", lease, message: { began: lease.cell.payload } };
    const { payload } = lease.cell;
    if (payload === "slow") {
      while (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 10));
      if (stubborn) yield { type: "lost", lease, reason: "ended" };
      return;
    }
    if (payload === "die") {
      yield { type: "lost", lease, reason: "died" };
      continue;
    }
    const outcome =
      payload === "fail" || payload === "throw"
        ? ({ status: "failed", reason: payload === "fail" ? "told to" : "thrown" } as const)
        : ({ status: "finished" } as const);
    yield { type: "finished", lease, outcome, accepted: (await of.finish(lease.token, outcome)) === "accepted" };
  }
}
async function* mapped(
  events: AsyncGenerator<WorkerEvent>,
  change: (event: WorkerEvent) => readonly WorkerEvent[],
): AsyncGenerator<WorkerEvent> {
  for await (const event of events) yield* change(event);
}
const launchers: Record<string, Launcher> = {
  right: { start: (launch) => played(launch) },
  "tells twice": { start: (launch) => mapped(played(launch), (event) => (event.type === "told" ? [event, event] : [event])) },
  "says that all is well": {
    start: (launch) =>
      mapped(played(launch), (event) => [event.type === "finished" ? { ...event, outcome: { status: "finished" } } : event]),
  },
  "says nothing of a worker that died": {
    start: (launch) =>
      mapped(played(launch), (event) => {
        if (event.type !== "lost") return [event];
        void launch.queue.finish(event.lease.token, { status: "finished" });
        return [];
      }),
  },
  "tells of ends late": {
    async *start(launch) {
      const ends: WorkerEvent[] = [];
      yield* mapped(played(launch), (event) => {
        if (event.type !== "finished") return [event];
        ends.push(event);
        return [];
      });
      yield* ends;
    },
  },
  "loses a cell by the signal": { start: (launch) => played(launch, { stubborn: true }) },
  "swallows what the queue threw": { start: (launch) => played(launch, { lax: true }) },
};
for (const [what, own] of Object.entries(launchers))
  broken(`launcher ${what}`, () =>
    testLauncher(defineLauncher({ name: "own", summary: "", config: {}, create: () => own }), { queue, pullCells: () => "node:fs" }),
  );
