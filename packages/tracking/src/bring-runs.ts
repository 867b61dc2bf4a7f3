import { existsSync, statSync } from "node:fs";
import { UserError } from "@evenkeel/core";
import { type ConnectionOptions, fileStore, restStore, type RestStore, type RunSyncResult, syncRuns } from "mlflow-js-client";
import { syncCommand } from "./run-mirror.js";

/** A server that does not speak at all is told of after this, before anything is looked through. */
export const FIRST_WORD: ConnectionOptions = { retries: 1, timeoutSeconds: 15 };

/** What is brought where, and who is told. */
export interface BringRunsOptions {
  /** A folder of runs. */
  readonly from: string;
  /** The address of a tracking server. */
  readonly to: string;
  /** Told of each run that had something new. */
  tell(sentence: string): void;
  /** Told of what is wrong. */
  warn(sentence: string): void;
}

/**
 * Brings the runs of a folder to a tracking server: what is there already stays.
 *
 * @returns whether all of it arrived.
 * @throws UserError if there is no such folder, or the server does not answer.
 */
export async function bringRuns({ from, to, tell, warn }: BringRunsOptions): Promise<boolean> {
  if (!existsSync(from))
    throw new UserError(`track sync: expected a folder of runs, got ${from}, which is not there. Name it with --from.`);
  if (!statSync(from).isDirectory())
    throw new UserError(`track sync: expected a folder of runs, got ${from}, which is a file. Name the folder with --from.`);
  await hear(to, warn);
  // A process that was killed could not end its runs.
  const local = fileStore(from);
  const { notes } = await local.repair();
  await local.close();
  notes.forEach(warn);
  const server = restStore(to, { onRetry: warn });
  const told = ({ refused, ...result }: RunSyncResult): void => {
    if (isNews(result)) tell(`${result.runId}: ${result.points} points, ${result.artifacts} artifacts`);
    for (const what of refused) warn(`${result.runId}: the server did not take ${what}`);
  };
  try {
    const { results, failures } = await syncRuns({ from, to: server, onRun: told });
    tell(`${results.filter(isNews).length} of ${results.length} runs had something new for ${server.uri}.`);
    for (const { runId, error } of failures) warn(`${runId}: ${error instanceof Error ? error.message : String(error)}`);
    if (failures.length > 0) warn(`Not all is at ${server.uri}. What is there stays; go on with \`${syncCommand(server.uri, from)}\`.`);
    return failures.length === 0 && results.every(({ refused }) => refused.length === 0);
  } finally {
    await server.close();
  }
}

const isNews = ({ isNew, points, artifacts }: Omit<RunSyncResult, "refused">): boolean => isNew || points + artifacts > 0;

/** Asks for a first word, so that a wrong address or wrong credentials are told of at once. */
async function hear(to: string, warn: (sentence: string) => void): Promise<void> {
  const server: RestStore = restStore(to, { ...FIRST_WORD, onRetry: warn });
  const late = setTimeout(() => warn(`Waiting for an answer from ${server.uri} …`), 2000);
  try {
    await server.searchExperiments({ maxResults: 1 });
  } catch (error) {
    throw new UserError(`track sync: ${error instanceof Error ? error.message : String(error)} Nothing was sent.`);
  } finally {
    clearTimeout(late);
    await server.close();
  }
}
