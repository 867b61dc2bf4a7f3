import { randomUUID } from "node:crypto";
import type { CellOutcome, Lease, QueuedCell, Queue } from "@evenkeel/core";

interface Entry {
  readonly cell: QueuedCell;
  lease: (Lease & { readonly worker: string }) | null;
  attempts: number;
  settled: CellOutcome | null;
}

/** How long a lease of the queue holds, and by which clock. */
export interface MemoryQueueOptions {
  /** After this time without a renewal a lease ends. */
  readonly leaseSeconds: number;
  /** Milliseconds since 1970-01-01 UTC; the machine's clock unless given. */
  readonly now?: () => number;
}

/** A queue in the memory of the process that serves it, in the order in which cells were added. */
export function memoryQueue({ leaseSeconds, now = Date.now }: MemoryQueueOptions): Queue {
  const entries = new Map<string, Entry>();
  const tokens = new Map<string, Entry>();
  const lastGroup = new Map<string, string>();

  const isHeld = ({ lease }: Entry): boolean => lease !== null && lease.until > now();
  /** The entry whose lease this is, if it still holds. */
  const holder = (token: string): Entry | null => {
    const entry = tokens.get(token);
    return entry && entry.lease?.token === token && isHeld(entry) ? entry : null;
  };
  const isReady = (entry: Entry): boolean =>
    entry.settled === null && !isHeld(entry) && entry.cell.needs.every((id) => entries.get(id)!.settled !== null);

  return {
    async add(cells) {
      const ids = new Set([...entries.keys(), ...cells.map(({ id }) => id)]);
      for (const { id, needs } of cells) {
        if (entries.has(id)) throw new RangeError(`queue: expected cells with ids of their own, got \`${id}\` twice.`);
        const absent = needs.find((need) => !ids.has(need));
        if (absent !== undefined) throw new RangeError(`queue: expected needs among the cells, got \`${absent}\` for \`${id}\`.`);
      }
      for (const cell of cells) entries.set(cell.id, { cell, lease: null, attempts: 0, settled: null });
    },
    async lease(worker) {
      const all = [...entries.values()];
      const ready = all.filter(isReady);
      if (ready.length === 0) return all.every(({ settled }) => settled !== null) ? "done" : "wait";
      const own = lastGroup.get(worker);
      const groupsOfOthers = new Set(all.filter((entry) => isHeld(entry) && entry.lease!.worker !== worker).map(({ cell }) => cell.group));
      const entry = ready.find(({ cell }) => cell.group === own) ?? ready.find(({ cell }) => !groupsOfOthers.has(cell.group)) ?? ready[0]!;
      entry.attempts++;
      lastGroup.set(worker, entry.cell.group);
      const lease = { cell: entry.cell, token: randomUUID(), until: now() + 1000 * leaseSeconds, attempt: entry.attempts };
      entry.lease = { ...lease, worker };
      tokens.set(lease.token, entry);
      return lease;
    },
    async renew(token) {
      const entry = holder(token);
      if (!entry) return "late";
      entry.lease = { ...entry.lease!, until: now() + 1000 * leaseSeconds };
      return "renewed";
    },
    async finish(token, outcome) {
      const entry = holder(token);
      if (!entry) return "late";
      entry.settled = outcome;
      entry.lease = null;
      return "accepted";
    },
    async release(token) {
      const entry = holder(token);
      if (entry) entry.lease = null;
    },
  };
}
