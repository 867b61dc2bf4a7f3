import { CancelledError, type RunEvent } from "@evenkeel/core";
import { Observable } from "rxjs";

/** The events of one run, and what it found. */
export interface RunStream<Result> {
  /** Never errors: it ends with `runEnded` or `runFailed`, so that buffering sinks still deliver what came before a failure. */
  readonly events: Observable<RunEvent>;
  /** Settles when the events have ended; rejects with what the training threw. */
  readonly result: Promise<Result>;
}

/** What the start of a run tells. */
export interface RunFacts {
  readonly engine: string;
  readonly updates: number;
  /** Everything that something in the run reads. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970-01-01 UTC; goes into events only. */
  readonly now: () => number;
}

/** Makes an observable of a training. It starts with the first subscription; unsubscribing stops it at its next event. */
export function runEvents<Result>(
  training: () => AsyncGenerator<RunEvent, Result>,
  { engine, updates, config, now }: RunFacts,
): RunStream<Result> {
  let settle: { resolve(result: Result): void; reject(error: unknown): void };
  const result = new Promise<Result>((resolve, reject) => (settle = { resolve, reject }));
  // Whoever only listens to the events has been told by `runFailed`.
  result.catch(() => undefined);
  const events = new Observable<RunEvent>((subscriber) => {
    const generator = training();
    let step = 0;
    const pump = async () => {
      subscriber.next({ type: "runStarted", time: now(), engine, updates, config });
      try {
        for (;;) {
          const next = await generator.next();
          if (next.done) {
            settle.resolve(next.value);
            subscriber.next({ type: "runEnded", time: now(), step });
            break;
          }
          if ("step" in next.value) step = next.value.step;
          subscriber.next(next.value);
        }
      } catch (error) {
        settle.reject(error);
        const reason = error instanceof Error ? error.message : String(error);
        const isCancelled = error instanceof CancelledError;
        subscriber.next({ type: "runFailed", time: now(), step, reason, ...(isCancelled && { isCancelled }) });
      }
      subscriber.complete();
    };
    void pump();
    return () => void generator.return(undefined as never);
  });
  return { events, result };
}
