import type { Sink, RunEvent } from "@evenkeel/core";
import type { Batch, MetricPoint, Store } from "mlflow-js-client";
import { metricPoints } from "./metric-points.js";
import { thinned } from "./thinned.js";

/** The run that events are written to. */
export interface MlflowSinkOptions {
  readonly store: Store;
  /** A run that exists. */
  readonly runId: string;
  /** A batch leaves after this time or this many points, whichever comes first: 1 s and 1,000 unless said. */
  readonly maxDelaySeconds?: number;
  readonly maxPoints?: number;
  /** About how many points of each curve are logged, the last always: all unless said. */
  readonly curvePoints?: number;
}

export interface MlflowSink extends Sink {
  /** Hands everything taken so far to the store now; a file store has it on disk when this returns. */
  flush(): void;
}

/**
 * Logs the metrics of one run in batches, in order, with one request under way. Waits for nothing: what the store takes
 * long for stays in memory, so give it a file store and let a mirror speak to the server. A failure of the store is thrown
 * at the next event or at the end.
 */
export function mlflowSink({ store, runId, maxDelaySeconds = 1, maxPoints = 1000, curvePoints = Infinity }: MlflowSinkOptions): MlflowSink {
  let isKept = (_step: number): boolean => true;
  let points: MetricPoint[] = [];
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  const waiting: Batch[] = [];

  async function send(): Promise<void> {
    try {
      for (let batch = waiting.shift(); batch; batch = waiting.shift()) await store.logBatch(runId, batch);
    } catch (error) {
      failure = { error };
      waiting.length = 0;
    } finally {
      underWay = undefined;
    }
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (points.length === 0) return;
    waiting.push({ metrics: points });
    points = [];
    underWay ??= send();
  }

  function add(event: RunEvent): void {
    if (points.length === 0) since = performance.now();
    const made = metricPoints(event);
    // An epoch may end between two windows: only steps that have points say how far apart these are.
    if (made.length > 0 && "step" in event && isKept(event.step)) points.push(...made);
    // The clock is asked as well: timers starve while a training loop does not yield.
    if (points.length >= maxPoints || performance.now() - since >= maxDelaySeconds * 1000) flush();
    else if (points.length > 0) timer ??= setTimeout(flush, maxDelaySeconds * 1000).unref();
  }

  async function settle(): Promise<void> {
    flush();
    await underWay;
    if (failure) throw failure.error;
  }

  function handle(event: RunEvent): void | Promise<void> {
    if (failure) throw failure.error;
    add(event);
    switch (event.type) {
      case "runStarted":
        isKept = thinned(event.updates, curvePoints);
        return;
      case "epochEnded":
        return flush();
      case "runEnded":
      case "runFailed":
        return settle();
      default:
    }
  }

  return { name: "mlflow", handle, flush, close: settle };
}
