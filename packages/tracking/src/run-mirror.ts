import { mirrorRuns, restStore, type Store, type SyncReport } from "mlflow-js-client";

export interface RunMirrorOptions {
  /** The folder of the local runs. */
  readonly folder: string;
  /** Address of a tracking server, or another store. */
  readonly to: string | Store;
  /** Only these; all of the folder, also those to come, unless said. */
  readonly runIds?: readonly string[];
  /** Between passes: 1 s unless said; up to 30 s while the server does not answer. */
  readonly intervalSeconds?: number;
  /** How long `stop` goes on without a run getting through: 30 s unless said. */
  readonly patienceSeconds?: number;
  /** Told, in sentences for the user, when the server does not answer and when runs remain unsent. */
  readonly warn: (message: string) => void;
}

export interface LiveMirror {
  /** What to say of runs that did not get there. */
  readonly advice: string;
  /** Begins the next pass now. */
  poke(): void;
  /** Sends the rest. False if runs remain, which then wait in the folder for `evenkeel track sync`. */
  stop(): Promise<boolean>;
}

const longestIntervalSeconds = 30;
const stopRetrySeconds = 0.5;

/**
 * Brings local runs to a tracking server while they are written, one request at a time. The folder is the journal: nothing
 * is lost when the server is slow, down or restarted, and whoever writes the runs is not touched by that.
 */
export function startMirror({ folder, to, runIds, intervalSeconds = 1, patienceSeconds = 30, warn }: RunMirrorOptions): LiveMirror {
  const abort = new AbortController();
  const store = typeof to === "string" ? restStore(to, { retries: 1, timeoutSeconds: 30, signal: abort.signal }) : to;
  let late: NodeJS.Timeout | undefined;
  const mirror = mirrorRuns(folder, store, { ...(runIds ? { runIds } : {}), onRun: () => late?.refresh() });
  const advice = `It is kept in ${folder}: send it with \`evenkeel track sync --to ${store.uri}\`.`;
  let isStopping = false;
  let isDown = false;
  let interval = intervalSeconds;
  let wake = (): void => {};

  function pause(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      // Waiting for the next pass keeps no process alive, waiting to send the rest does.
      if (!isStopping) timer.unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function pass(thorough: boolean): Promise<SyncReport> {
    const report = await mirror.pass(thorough).catch((error: unknown): SyncReport => ({ results: [], failures: [{ runId: "", error }] }));
    const failure = report.failures.find(({ error }) => codeOf(error) !== "RUN_LOCKED");
    if (failure && !isDown && !isStopping) warn(`MLflow: ${reasonOf(failure.error)} Training goes on; what is logged is kept in ${folder} and sent when that works again.`);
    isDown = failure !== undefined;
    interval = isDown ? Math.min(interval * 2, longestIntervalSeconds) : intervalSeconds;
    return report;
  }

  async function follow(): Promise<void> {
    while (!isStopping) {
      await pause(interval);
      if (!isStopping) await pass(false);
    }
  }

  async function finish(): Promise<boolean> {
    let { failures } = await pass(true);
    while (failures.length > 0 && !abort.signal.aborted && failures.some(({ error }) => isWorthWaiting(error))) {
      await pause(stopRetrySeconds);
      ({ failures } = await pass(true));
    }
    if (failures.length > 0) warn(`MLflow: not all is at ${store.uri}: ${reasonOf(failures[0]!.error)} ${advice}`);
    return failures.length === 0;
  }

  const following = follow();
  return {
    advice,
    poke: () => wake(),
    async stop() {
      isStopping = true;
      wake();
      // A request under way may take as long as its time-out: patience ends that too.
      late = setTimeout(() => abort.abort(), patienceSeconds * 1000);
      try {
        await following;
        return await finish();
      } finally {
        clearTimeout(late);
        if (typeof to === "string") await store.close();
      }
    },
  };
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
/** A server may come back, and another process may be done; what is refused stays refused. */
const isWorthWaiting = (error: unknown): boolean => ["UNREACHABLE", "RUN_LOCKED"].includes(String(codeOf(error)));
