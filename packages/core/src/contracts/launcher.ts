import type { CellOutcome, Lease, Queue } from "./queue.js";

/** What is heard of workers. */
export type WorkerEvent =
  | { readonly type: "leased"; readonly lease: Lease }
  /** What a worker says of its cell while it works. */
  | { readonly type: "told"; readonly lease: Lease; readonly message: unknown }
  | { readonly type: "finished"; readonly lease: Lease; readonly outcome: CellOutcome; readonly accepted: boolean }
  /**
   * A worker ended and left its cell, which is still leased: whoever hears it releases it or finishes it as failed. `signal` names what
   * killed the worker: nothing that the cell did, so that it is worth a second try.
   */
  | { readonly type: "lost"; readonly lease: Lease; readonly reason: string; readonly signal?: string };

/** What a launcher starts workers for. */
export interface Launch {
  /** A module that pulls cells: see `pullCells`. */
  readonly worker: string | URL;
  readonly queue: Queue;
  /** More workers than this would have nothing to do. */
  readonly atMost: number;
  /** Ends the workers. */
  readonly signal: AbortSignal;
}

/** Starts workers somewhere, and nothing else: they pull their work. */
export interface Launcher {
  /** Ends when the queue is done and no worker is left, or after the signal. Throws what the queue threw. */
  start(launch: Launch): AsyncIterable<WorkerEvent>;
}
