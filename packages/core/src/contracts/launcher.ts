/** One job: everything that a worker needs, as plain data. */
export interface Job {
  readonly id: string;
  readonly payload: unknown;
}

export type JobStatus =
  | { readonly type: "started"; readonly id: string }
  | { readonly type: "progress"; readonly id: string; readonly message: unknown }
  | { readonly type: "finished"; readonly id: string }
  /** `signal` names what killed the job's process: nothing that the job did, so that it is worth a second try. */
  | { readonly type: "failed"; readonly id: string; readonly reason: string; readonly signal?: string };

/** Runs jobs somewhere. What a job found is in the files it wrote; a status is only a hint. */
export interface Launcher {
  /** A detached launcher returns after submitting; its jobs go on without us. */
  readonly detached: boolean;
  submit(jobs: readonly Job[], signal: AbortSignal): AsyncIterable<JobStatus>;
}
