import { defer, type Observable, ReplaySubject } from "rxjs";

/** Work that goes on: what it tells, what it ends with, and a way to end it. */
export interface Job<Event, Result> extends AsyncIterable<Event> {
  /** What it has told and will tell, for any number of listeners, from the first on; ends with it. Nobody is waited for. */
  readonly events: Observable<Event>;
  readonly result: Promise<Result>;
  /** Ends it as soon as it can be; `result` rejects with a `CancelledError`. */
  cancel(): void;
}

/** Starts work as a job, at once. Whoever listens to its events is told of its failure there; else the failure is that of `result`. */
export function jobOf<Event, Result>(
  work: (tell: (event: Event) => void, signal: AbortSignal) => Promise<Result>,
  outside?: AbortSignal,
): Job<Event, Result> {
  const told = new ReplaySubject<Event>();
  const abort = new AbortController();
  const cancel = (): void => abort.abort();
  if (outside?.aborted) cancel();
  outside?.addEventListener("abort", cancel, { once: true });
  // Nothing here takes the failure over: where nobody listens, Node ends the script with it.
  const result = (async () => {
    try {
      const found = await work((event) => told.next(event), abort.signal);
      told.complete();
      return found;
    } catch (error) {
      told.error(error);
      throw error;
    } finally {
      outside?.removeEventListener("abort", cancel);
    }
  })();
  const events = defer(() => {
    result.catch(() => undefined);
    return told;
  });
  return { events, result, cancel, [Symbol.asyncIterator]: () => iterated(events) };
}

/** The values of an observable, one after the other, kept until they are asked for. */
async function* iterated<T>(values: Observable<T>): AsyncGenerator<T, void> {
  const waiting: T[] = [];
  let end: { readonly error?: unknown } | null = null;
  let wake = (): void => {};
  const subscription = values.subscribe({
    next: (value) => (waiting.push(value), wake()),
    error: (error: unknown) => ((end = { error }), wake()),
    complete: () => ((end = {}), wake()),
  });
  try {
    for (;;) {
      while (waiting.length > 0) yield waiting.shift()!;
      const ended = end as { readonly error?: unknown } | null;
      if (ended && "error" in ended) throw ended.error;
      if (ended) return;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    subscription.unsubscribe();
  }
}
