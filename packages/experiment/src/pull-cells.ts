import type { CellOutcome, Lease } from "@evenkeel/core";

/** What a worker says to the process that serves its queue. */
export type FromWorker = { readonly type: "told"; readonly message: unknown } | { readonly type: "finish"; readonly outcome: CellOutcome };

/**
 * Makes this process a worker: it takes one cell after the other from whoever started it, which leases them in its name, and ends when
 * nothing is left.
 *
 * @param work - what it does with a cell; what it throws fails the cell.
 */
export function pullCells(work: (payload: unknown, tell: (message: unknown) => void) => Promise<CellOutcome>): void {
  const say = (message: FromWorker): void => void process.send?.(message);
  const tell = (message: unknown): void => say({ type: "told", message });
  process.on("message", async ({ cell }: Lease) => {
    const outcome = await work(cell.payload, tell).catch((error: unknown): CellOutcome => ({
      status: "failed",
      reason: error instanceof Error ? error.message : String(error),
    }));
    say({ type: "finish", outcome });
  });
  // Nothing is left, or whoever started us is gone: nobody would read what we find.
  process.on("disconnect", () => process.exit());
}
