import { CancelledError } from "@evenkeel/core";
import { forgetData } from "../run/load-data.js";

let last: Promise<unknown> = Promise.resolve();

/**
 * Does one piece of work after the other, in the order in which they are asked for: TF.js and its engine are one for the whole process.
 *
 * @throws CancelledError at once, without waiting for its turn, when the signal says so before the work has begun.
 */
export function inTurn<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const before = last;
  const mine = new Promise<T>((resolve, reject) => {
    const leave = (): void => reject(new CancelledError());
    if (signal?.aborted) return leave();
    signal?.addEventListener("abort", leave, { once: true });
    void before.then(() => {
      signal?.removeEventListener("abort", leave);
      if (signal?.aborted) return;
      forgetData();
      resolve(work());
    });
  });
  // Whoever comes next waits for those before too, also where this one is cancelled while it waits.
  last = Promise.allSettled([before, mine]);
  return mine;
}
