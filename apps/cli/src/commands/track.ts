import { join, resolve } from "node:path";
import { UserError } from "@evenkeel/core";
import { bringRuns, FIRST_WORD, registerRun } from "@evenkeel/tracking";
import { MlflowError, restStore } from "mlflow-js-client";
import type { Arguments } from "../arguments.js";

const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`);
const warn = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

/** `evenkeel track sync --to URL` and `evenkeel track register --to URL --run ID --name NAME`. */
export default async function track(args: Arguments): Promise<number> {
  const to = args.options["to"]!;
  try {
    return await (args.words[0] === "register" ? register(to, args) : sync(to, args));
  } catch (error) {
    if (error instanceof MlflowError) throw new UserError(error.message);
    throw error;
  }
}

async function sync(to: string, { options, output }: Arguments): Promise<number> {
  return (await bringRuns({ from: resolve(options["from"] ?? join(output, "mlruns")), to, tell: say, warn })) ? 0 : 1;
}

async function register(to: string, { options: { run, name, alias } }: Arguments): Promise<number> {
  const store = restStore(to, { ...FIRST_WORD, onRetry: warn });
  try {
    const { version } = await registerRun(store, { runId: run!, name: name!, ...(alias !== undefined && { alias }) });
    say(`${name} version ${version}${alias === undefined ? "" : `, alias ${alias}`}`);
    return 0;
  } catch (error) {
    if (error instanceof RangeError) throw new UserError(error.message);
    throw error;
  } finally {
    await store.close();
  }
}
