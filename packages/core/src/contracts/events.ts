/** Values by name; a name carries its unit where it has one: `train/loss`, `system/step_milliseconds`. */
export type MetricValues = Readonly<Record<string, number>>;

/** The trainings of a run that an event is not about say whose it is: `member 2`, `fold 1`; of the first model it is absent. */
interface Of {
  readonly time: number;
  readonly of?: string;
}

/**
 * What a run tells the outside, in order: plain data, no tensors, no functions. A run's stream never errors: it ends with
 * `runEnded` or `runFailed`, and by then everything that it found and wrote has been told.
 */
export type RunEvent =
  | {
      readonly type: "runStarted";
      readonly time: number;
      readonly engine: string;
      readonly updates: number;
      /** Everything that something in the run reads, defaults filled in. */
      readonly config: Readonly<Record<string, unknown>>;
    }
  /** The rows of a role of the trial; two that are alike have one digest. */
  | { readonly type: "rows"; readonly time: number; readonly role: string; readonly count: number; readonly digest: string }
  /** Means over the updates since the last window. */
  | (Of & { readonly type: "windowEnded"; readonly step: number; readonly metrics: MetricValues })
  | (Of & { readonly type: "epochEnded"; readonly step: number; readonly epoch: number })
  /** Scores of a set of rows; `isFinal` of the model that is tested. */
  | (Of & {
      readonly type: "found";
      readonly step: number;
      readonly set: "train" | "validation" | "test";
      readonly metrics: MetricValues;
      readonly isFinal: boolean;
    })
  | (Of & { readonly type: "contributionsRecorded"; readonly step: number; readonly contributions: Float64Array })
  /** The machine's state, apart from what the training found. */
  | { readonly type: "systemSampled"; readonly time: number; readonly step: number; readonly metrics: MetricValues }
  /** A file that was written: its name among the run's, where it lies, and its media type. */
  | { readonly type: "artifact"; readonly time: number; readonly name: string; readonly path: string; readonly media: string }
  | { readonly type: "runEnded"; readonly time: number; readonly step: number }
  /** `isCancelled` where its user ended it. */
  | { readonly type: "runFailed"; readonly time: number; readonly step: number; readonly reason: string; readonly isCancelled?: true };

/** The metrics of an event by their whole names: `test/loss`, `member 2/train/loss`. */
export function metricsIn(event: RunEvent): MetricValues {
  if (!("metrics" in event)) return {};
  const before = [...("of" in event && event.of !== undefined ? [event.of] : []), ...(event.type === "found" ? [event.set] : [])];
  if (before.length === 0) return event.metrics;
  return Object.fromEntries(Object.entries(event.metrics).map(([name, value]) => [[...before, name].join("/"), value]));
}

/** Takes the events of one run; a sink that fails does not stop training and is reported. */
export interface Sink {
  readonly name: string;
  /** Takes an event; the next comes when its promise is settled. */
  handle(event: RunEvent): void | Promise<void>;
  /** Everything taken so far is where it belongs. */
  close(): Promise<void>;
}

/** What a sink may know of the run before its first event. */
export interface SinkContext {
  /** Where the run's files lie. */
  readonly folder: string;
  readonly name: string;
}

/** Makes the sink of a run. */
export type SinkMaker = (run: SinkContext) => Sink;
