import { UserError } from "@evenkeel/core";
import { buildNativeEngine } from "@evenkeel/engine";
import type { Arguments } from "../arguments.js";

/** `evenkeel engine build` and `evenkeel engine doctor`. */
export async function engineCommand(args: Arguments): Promise<number> {
  const [action] = args.words;
  const actions: Readonly<Record<string, (args: Arguments) => Promise<number>>> = { build };
  const chosen = actions[action ?? ""];
  if (!chosen) throw new UserError(`engine: expected one of ${Object.keys(actions).join(", ")}, got \`${action ?? ""}\`.`);
  return chosen(args);
}

async function build({ options: { python, wheel } }: Arguments): Promise<number> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const { tensorflowVersion, addon } = await buildNativeEngine({ ...(python !== undefined && { python }), ...(wheel !== undefined && { wheel }), onProgress: say });
  say(`TensorFlow ${tensorflowVersion} is ready: use it with engine.name=native. The addon is ${addon}.`);
  return 0;
}
