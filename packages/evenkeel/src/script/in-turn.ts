import { CancelledError } from "@evenkeel/core";
import { forgetData } from "../run/load-data.js";

let last: Promise<void> = Promise.resolve();

/**
 * Does one piece of work after the other, in the order in which they are asked for: TF.js and its engine are one for the whole process.
 *
 * @throws CancelledError at once, without waiting for its turn, when the signal says so before the work has begun.
 */
export function inTurn<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  let hasBegun = false;
  const turn = last.then(() => {
    if (signal?.aborted) throw new CancelledError();
    hasBegun = true;
    forgetData();
    return work();
  });
  // What it gave is nobody's but the caller's.
  last = turn.then(
    () => undefined,
    () => undefined,
  );
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      if (!hasBegun) reject(new CancelledError());
    };
    if (signal?.aborted) leave();
    signal?.addEventListener("abort", leave, { once: true });
    turn.then(resolve, reject);
  });
}
