const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** All work of this process: with one listener for each signal it can be told whether anybody else listens. */
const works = new Set<(endsNow: boolean) => void>();

function onExit(): void {
  for (const work of works) work(true);
}

function onSignal(signal: NodeJS.Signals): void {
  const endsNow = process.listenerCount(signal) === 1;
  for (const work of works) work(endsNow);
  if (!endsNow) return;
  stopListening();
  process.kill(process.pid, signal);
}

function listen(): void {
  for (const signal of signals) process.on(signal, onSignal);
  process.on("exit", onExit);
}

function stopListening(): void {
  for (const signal of signals) process.off(signal, onSignal);
  process.off("exit", onExit);
}

/**
 * Runs `work`, which must be done when it returns, when the process is about to end: by a signal, an uncaught error or
 * `process.exit`. A signal that nobody else listens to still ends the process.
 *
 * @param work - is told whether the process ends now; a signal that others listen to may only ask for it.
 * @returns what takes the work back.
 */
export function onTermination(work: (endsNow: boolean) => void): () => void {
  if (works.size === 0) listen();
  works.add(work);
  return () => {
    if (works.delete(work) && works.size === 0) stopListening();
  };
}

/**
 * Does synchronous work that may take seconds, during which no listener could be called: until it is done a signal that nobody
 * else listens to ends the process at once, as if there were none of us.
 */
export async function withoutListening<T>(work: () => T): Promise<T> {
  // A signal that has come and was not told yet would be lost with the listener: let the event loop tell it first.
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (works.size === 0) return work();
  stopListening();
  try {
    return work();
  } finally {
    listen();
  }
}
