/** Values by metric name; a name carries its unit where it has one: `train/loss`, `system/step_milliseconds`. */
export type MetricValues = Readonly<Record<string, number>>;

/**
 * What a run tells the outside, in order: plain data, no tensors, no functions. A run's stream never errors: it ends with
 * `runEnded` or `runFailed`.
 */
export type TrainEvent =
  | { readonly type: "runStarted"; readonly time: number; readonly engine: string; readonly updates: number }
  /** Means over the updates since the last window. */
  | { readonly type: "windowEnded"; readonly time: number; readonly step: number; readonly metrics: MetricValues }
  | { readonly type: "epochEnded"; readonly time: number; readonly step: number; readonly epoch: number }
  | { readonly type: "evaluated"; readonly time: number; readonly step: number; readonly metrics: MetricValues }
  | { readonly type: "contributionsRecorded"; readonly time: number; readonly step: number; readonly contributions: Float64Array }
  | { readonly type: "checkpointSaved"; readonly time: number; readonly step: number; readonly path: string }
  | { readonly type: "runEnded"; readonly time: number; readonly step: number }
  | { readonly type: "runFailed"; readonly time: number; readonly step: number; readonly reason: string };

/** Takes the events of one run; a sink that fails does not stop training and is reported. */
export interface Sink {
  readonly name: string;
  handle(event: TrainEvent): void | Promise<void>;
  /** Everything taken so far is where it belongs. */
  close(): Promise<void>;
}
