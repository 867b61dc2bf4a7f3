/** One piece of work: a run of a comparison, as plain data. */
export interface QueuedCell {
  readonly id: string;
  readonly payload: unknown;
  /** Cells that must be settled before: what they found is taken. One that failed is settled too, and whoever needs it says so. */
  readonly needs: readonly string[];
  /** Cells that share what a worker has loaded, such as those of one trial: a worker goes on with its own group first. */
  readonly group: string;
}

/** The right to work on a cell until a time; only its holder can finish it. */
export interface Lease {
  readonly cell: QueuedCell;
  readonly token: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly until: number;
  /** How often the cell was leased, this time included. */
  readonly attempt: number;
}

/** How a cell ended. */
export type CellOutcome = { readonly status: "finished" } | { readonly status: "failed"; readonly reason: string };

/**
 * What workers pull cells from. What a cell found is in the files that it wrote; the queue knows who may write them.
 *
 * A lease that is not renewed in time ends: its cell goes to another worker, and whatever its former holder still says is late.
 */
export interface Queue {
  /** @throws RangeError if a cell has the id of another, or needs one that is not there. */
  add(cells: readonly QueuedCell[]): Promise<void>;
  /** `wait` if what is left is held by others or needs what they hold; `done` if nothing is left. */
  lease(worker: string): Promise<Lease | "wait" | "done">;
  /** Holds a lease longer; `late` if it is over. */
  renew(token: string): Promise<"renewed" | "late">;
  /** Says how a cell ended; `late` if its lease is over, and then it counts for nothing. */
  finish(token: string, outcome: CellOutcome): Promise<"accepted" | "late">;
  /** The holder is gone: the cell is free for another at once. */
  release(token: string): Promise<void>;
}
