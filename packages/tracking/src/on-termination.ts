const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs `work`, which must be done when it returns, when the process is about to end: by a signal, an uncaught error or
 * `process.exit`. A signal that nobody else listens to still ends the process.
 *
 * @param work - is told whether the process ends now; a signal that others listen to may only ask for it.
 * @returns what takes the listeners away again.
 */
export function onTermination(work: (endsNow: boolean) => void): () => void {
  const onExit = (): void => work(true);
  const onSignal = (signal: NodeJS.Signals): void => {
    const endsNow = process.listenerCount(signal) === 1;
    work(endsNow);
    if (!endsNow) return;
    stop();
    process.kill(process.pid, signal);
  };
  function stop(): void {
    for (const signal of signals) process.off(signal, onSignal);
    process.off("exit", onExit);
  }
  for (const signal of signals) process.on(signal, onSignal);
  process.on("exit", onExit);
  return stop;
}
