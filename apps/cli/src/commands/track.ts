import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "@evenkeel/core";
import { registerRun } from "@evenkeel/tracking";
import { fileStore, MlflowError, restStore, syncRuns } from "mlflow-js-client";
import { type Arguments, requiredOption } from "../arguments.js";

/** `evenkeel track sync --to URL` and `evenkeel track register --to URL --run ID --name NAME`. */
export async function trackCommand(args: Arguments): Promise<number> {
  const [action] = args.words;
  const actions: Readonly<Record<string, (args: Arguments) => Promise<number>>> = { sync, register };
  const chosen = actions[action ?? ""];
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
  if (!existsSync(from)) throw new UserError(`track sync: expected a folder of runs, got ${from}, which is not there. Name it with --from.`);
  // A process that was killed could not end its runs.
  const store = fileStore(from);
  await store.repair();
  await store.close();
  const { results, failures } = await syncRuns({ from, to, onRun: ({ runId, isNew, points, artifacts }) => process.stdout.write(isNew || points + artifacts > 0 ? `${runId}: ${points} points, ${artifacts} artifacts\n` : "") });
  const changed = results.filter(({ isNew, points, artifacts }) => isNew || points + artifacts > 0);
  process.stdout.write(`${changed.length} of ${results.length} runs had something new for ${to}.\n`);
  for (const { runId, error } of failures) process.stderr.write(`${runId}: ${error instanceof Error ? error.message : String(error)}\n`);
  return failures.length === 0 ? 0 : 1;
}

async function register(args: Arguments): Promise<number> {
  const to = requiredOption(args, "to", "the address of a tracking server, such as http://localhost:5000");
  const runId = requiredOption(args, "run", "the id of a run on that server");
  const name = requiredOption(args, "name", "the name of the registered model");
  const alias = args.options["alias"];
  const store = restStore(to);
  try {
    const { version } = await registerRun(store, { runId, name, ...(alias !== undefined && { alias }) });
    process.stdout.write(`${name} version ${version}${alias === undefined ? "" : `, alias ${alias}`}\n`);
    return 0;
  } finally {
    await store.close();
  }
}
