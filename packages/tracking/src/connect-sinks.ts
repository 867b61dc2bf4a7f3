import type { Sink, RunEvent } from "@evenkeel/core";
import {
  catchError,
  concat,
  concatMap,
  connect,
  defer,
  EMPTY,
  from,
  ignoreElements,
  lastValueFrom,
  merge,
  of,
  type Observable,
  type OperatorFunction,
  toArray,
} from "rxjs";

/** A sink that threw, and what; it heard nothing more. */
export interface SinkFailure {
  /** The name of the sink. */
  readonly sink: string;
  readonly error: unknown;
}

/**
 * Hands every event to the sink, one after the other, and closes it at the end; emits a failure, if there is one. A sink
 * that failed gets no more events, but is closed.
 */
export function into(sink: Sink): OperatorFunction<RunEvent, SinkFailure> {
  const failed = (error: unknown): SinkFailure => ({ sink: sink.name, error });
  // Without a promise for what is done at once, a slow sink alone would delay nobody but itself.
  const handle = (event: RunEvent): Observable<never> =>
    defer(() => {
      const pending = sink.handle(event);
      return pending === undefined ? EMPTY : from(pending).pipe(ignoreElements());
    });
  const close = defer(() => sink.close()).pipe(ignoreElements());
  return (events) =>
    concat(events.pipe(concatMap(handle)), close).pipe(
      catchError((error: unknown) => concat(of(failed(error)), close.pipe(catchError(() => EMPTY)))),
    );
}

/**
 * Runs the events into all sinks, each at its own pace, and resolves when the stream has ended and every sink is closed. A
 * sink that fails stops neither the stream nor the others.
 */
export async function connectSinks(
  events: Observable<RunEvent>,
  sinks: readonly Sink[],
): Promise<{ readonly failures: readonly SinkFailure[] }> {
  // `connect` lets all sinks listen before the first event.
  const failures = events.pipe(
    connect((shared) => merge(shared.pipe(ignoreElements()), ...sinks.map((sink) => shared.pipe(into(sink))))),
    toArray(),
  );
  return { failures: await lastValueFrom(failures) };
}
