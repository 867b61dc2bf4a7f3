import { mirrorRuns, restStore, type RunSyncResult, type Store, type SyncReport } from "mlflow-js-client";

/** Which runs are brought where, how often, and who is told. */
export interface RunMirrorOptions {
  /** The folder of the local runs. */
  readonly folder: string;
  /** Address of a tracking server, or another store. */
  readonly to: string | Store;
  /** Only these; all of the folder, also those to come, unless said. */
  readonly runIds?: readonly string[];
  /** Between passes: 1 s unless said; up to 30 s while the server does not answer. */
  readonly intervalSeconds?: number;
  /** Runs shorter than this go to the server whole, in fewer requests: 0 unless said. */
  readonly settleSeconds?: number;
  /** Runs that began later cannot be there without a note of it in their folder: now unless said. */
  readonly since?: number;
  /** How long `stop` goes on without a word from the server: 30 s unless said. */
  readonly patienceSeconds?: number;
  /** Told, in sentences for the user, when the server does not answer and when runs remain unsent. */
  readonly warn: (message: string) => void;
  /** Told, in sentences, what `stop` waits for when that takes long. */
  readonly tell?: (message: string) => void;
}

/** What brings runs to a server while they are written. */
export interface LiveMirror {
  /** What to say of runs that did not get there. */
  readonly advice: string;
  /** Begins the next pass now. */
  poke(): void;
  /**
   * Sends the rest. False if runs remain, which then wait in the folder for `evenkeel track sync`.
   *
   * @param atMostSeconds - gives up after that, however the server answers.
   */
  stop(atMostSeconds?: number): Promise<boolean>;
}

const longestIntervalSeconds = 30;
const stopRetrySeconds = 0.5;
const tellEverySeconds = 5;
const mostRunsAtOnce = 3;

/** The command that sends what waits in a folder. */
export function syncCommand(to: string, folder: string): string {
  const quoted = /^[\w@%+=:,./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`;
  return `evenkeel track sync --to ${to} --from ${quoted}`;
}

/**
 * Brings local runs to a tracking server while they are written. The folder is the journal: nothing is lost when the server
 * is slow, down or restarted, and whoever writes the runs is not touched by that. A server that cannot be spoken to at all
 * (its address, its certificates) is told of once.
 */
export function startMirror(options: RunMirrorOptions): LiveMirror {
  const abort = new AbortController();
  const heard = { last: performance.now(), ever: false };
  try {
    const { to } = options;
    const onAnswer = (): void => void Object.assign(heard, { last: performance.now(), ever: true });
    const store = typeof to === "string" ? restStore(to, { retries: 1, timeoutSeconds: 30, signal: abort.signal, onAnswer }) : to;
    return follow(options, store, abort, heard);
  } catch (error) {
    const advice = `Runs are kept in ${options.folder}.`;
    options.warn(`MLflow: ${reasonOf(error)} ${advice}`);
    return { advice, poke: () => {}, stop: async () => false };
  }
}

function follow(
  { folder, to, runIds, intervalSeconds = 1, settleSeconds = 0, since, patienceSeconds = 30, warn, tell }: RunMirrorOptions,
  store: Store,
  abort: AbortController,
  heard: { last: number; ever: boolean },
): LiveMirror {
  const complete = new Set<string>();
  const onRun = ({ runId, isComplete }: RunSyncResult): void => {
    if (isComplete) complete.add(runId);
    heard.last = performance.now();
  };
  const mirror = mirrorRuns(folder, store, { ...(runIds ? { runIds } : {}), ...(since === undefined ? {} : { since }), onRun });
  const advice = `It is kept in ${folder}: send it with \`${syncCommand(store.uri, folder)}\`.`;
  let isStopping = false;
  let isDown = false;
  let lastReason: string | null = null;
  let interval = intervalSeconds;
  let runsAtOnce = 1;
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

  async function pass(): Promise<SyncReport> {
    const began = performance.now();
    // At the end nothing is left for later, and nobody else needs the processors.
    const report = await mirror
      .pass(isStopping ? {} : { settleSeconds, runsAtOnce })
      .catch((error: unknown): SyncReport => ({ results: [], failures: [{ runId: "", error }] }));
    // One run after the other takes least of a server that shares our processors; one that is slow or far away needs several to keep up.
    const isLate = performance.now() - began > intervalSeconds * 1000;
    runsAtOnce = Math.min(mostRunsAtOnce, Math.max(1, runsAtOnce + (isLate ? 1 : -1)));
    const failure = report.failures.find(({ error }) => codeOf(error) !== "RUN_LOCKED");
    if (failure && !abort.signal.aborted) lastReason = reasonOf(failure.error);
    if (failure && !isDown && !isStopping)
      warn(`MLflow: ${reasonOf(failure.error)} Training goes on; what is logged is kept in ${folder} and sent when that works again.`);
    isDown = failure !== undefined;
    interval = isDown ? Math.min(interval * 2, longestIntervalSeconds) : intervalSeconds;
    const refused = report.results.flatMap((result) => result.refused);
    if (refused.length > 0)
      warn(
        `MLflow: ${store.uri} did not take ${refused.slice(0, 3).join(", ")}${refused.length > 3 ? ` and ${refused.length - 3} more` : ""}; the rest is there, and all of it in ${folder}.`,
      );
    return report;
  }

  async function untilStopped(): Promise<void> {
    while (!isStopping) {
      await pause(interval);
      if (!isStopping) await pass();
    }
  }

  async function finish(): Promise<boolean> {
    let { failures } = await pass();
    // A server that never said a word is not waited for: it was looked for all the while.
    while (
      failures.length > 0 &&
      !abort.signal.aborted &&
      (heard.ever || typeof to !== "string") &&
      failures.some(({ error }) => isWorthWaiting(error))
    ) {
      await pause(stopRetrySeconds);
      ({ failures } = await pass());
    }
    if (failures.length > 0) warn(`MLflow: not all is at ${store.uri}: ${lastReason ?? reasonOf(failures[0]!.error)} ${advice}`);
    return failures.length === 0;
  }

  /** Patience is about silence: who answers slowly is waited for. */
  function watch(atMost: number): NodeJS.Timeout {
    const began = performance.now();
    heard.last = Math.max(heard.last, began);
    let toldAt = began;
    return setInterval(() => {
      const now = performance.now();
      if (now - heard.last > patienceSeconds * 1000 || now - began > atMost * 1000) abort.abort();
      if (now - toldAt < tellEverySeconds * 1000 || abort.signal.aborted) return;
      toldAt = now;
      tell?.(`Sending runs to ${store.uri}: ${complete.size} complete, ${Math.round((now - began) / 1000)} s.`);
    }, 200);
  }

  const following = untilStopped();
  return {
    advice,
    poke: () => wake(),
    async stop(atMost = Number.POSITIVE_INFINITY) {
      isStopping = true;
      wake();
      // A request under way may take as long as its time-out: patience ends that too.
      const late = watch(atMost);
      try {
        await following;
        return await finish();
      } finally {
        clearInterval(late);
        if (typeof to === "string") await store.close();
      }
    },
  };
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
/** A server may come back, and another process may be done; what is refused stays refused. */
const isWorthWaiting = (error: unknown): boolean => ["UNREACHABLE", "RUN_LOCKED"].includes(String(codeOf(error)));
