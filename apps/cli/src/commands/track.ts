import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "@evenkeel/core";
import { registerRun, syncCommand } from "@evenkeel/tracking";
import { type ConnectionOptions, fileStore, MlflowError, restStore, type RestStore, type RunSyncResult, syncRuns } from "mlflow-js-client";
import { type Arguments, requiredOption } from "../arguments.js";

/** A server that does not speak at all is told of after this, before anything is looked through. */
const FIRST_WORD: ConnectionOptions = { retries: 1, timeoutSeconds: 15 };

/** `evenkeel track sync --to URL` and `evenkeel track register --to URL --run ID --name NAME`. */
export async function trackCommand(args: Arguments): Promise<number> {
  const [action] = args.words;
  const actions: Readonly<Record<string, (args: Arguments) => Promise<number>>> = { sync, register };
  const chosen = Object.hasOwn(actions, action ?? "") ? actions[action!] : undefined;
  if (!chosen) throw new UserError(`track: expected one of ${Object.keys(actions).join(", ")}, got \`${action ?? ""}\`.`);
  try {
    return await chosen(args);
  } catch (error) {
    if (error instanceof MlflowError) throw new UserError(error.message);
    throw error;
  }
}

async function sync(args: Arguments): Promise<number> {
  const to = requiredOption(args, "to", "the address of a tracking server, such as http://localhost:5000");
  const from = resolve(args.options["from"] ?? join(args.output, "mlruns"));
  if (!existsSync(from))
    throw new UserError(`track sync: expected a folder of runs, got ${from}, which is not there. Name it with --from.`);
  if (!statSync(from).isDirectory())
    throw new UserError(`track sync: expected a folder of runs, got ${from}, which is a file. Name the folder with --from.`);
  await hear(to);
  // A process that was killed could not end its runs.
  const local = fileStore(from);
  const { notes } = await local.repair();
  await local.close();
  for (const note of notes) warn(note);
  const server = restStore(to, { onRetry: warn });
  try {
    const { results, failures } = await syncRuns({ from, to: server, onRun: report });
    process.stdout.write(`${results.filter(isNews).length} of ${results.length} runs had something new for ${server.uri}.\n`);
    for (const { runId, error } of failures) warn(`${runId}: ${error instanceof Error ? error.message : String(error)}`);
    if (failures.length > 0) warn(`Not all is at ${server.uri}. What is there stays; go on with \`${syncCommand(server.uri, from)}\`.`);
    const numRefused = results.reduce((sum, { refused }) => sum + refused.length, 0);
    return failures.length + numRefused === 0 ? 0 : 1;
  } finally {
    await server.close();
  }
}

const warn = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

const isNews = ({ isNew, points, artifacts }: RunSyncResult): boolean => isNew || points + artifacts > 0;

function report(result: RunSyncResult): void {
  const { runId, points, artifacts, refused } = result;
  if (isNews(result)) process.stdout.write(`${runId}: ${points} points, ${artifacts} artifacts\n`);
  for (const what of refused) warn(`${runId}: the server did not take ${what}`);
}

/** Asks for a first word, so that a wrong address or wrong credentials are told of at once. */
async function hear(to: string): Promise<void> {
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

async function register(args: Arguments): Promise<number> {
  const to = requiredOption(args, "to", "the address of a tracking server, such as http://localhost:5000");
  const runId = requiredOption(args, "run", "the id of a run on that server");
  const name = requiredOption(args, "name", "the name of the registered model");
  const alias = args.options["alias"];
  const store = restStore(to, { ...FIRST_WORD, onRetry: warn });
  try {
    const { version } = await registerRun(store, { runId, name, ...(alias !== undefined && { alias }) });
    process.stdout.write(`${name} version ${version}${alias === undefined ? "" : `, alias ${alias}`}\n`);
    return 0;
  } catch (error) {
    if (error instanceof RangeError) throw new UserError(error.message);
    throw error;
  } finally {
    await store.close();
  }
}
