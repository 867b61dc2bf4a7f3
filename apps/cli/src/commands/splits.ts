import { relative, resolve } from "node:path";
import { refuseUnwritable } from "evenkeel/process";
import { composeComparison, writeSplits } from "evenkeel/workbench";
import { type Arguments, requiredOption } from "../arguments.js";

/** `evenkeel splits [key=value …] --to FOLDER`: what other programs need to take part in a comparison. */
export async function splitsCommand(args: Arguments): Promise<number> {
  const folder = resolve(requiredOption(args, "to", "a folder for splits.json and rows.csv"));
  refuseUnwritable("--to", folder);
  for (const { path } of await writeSplits(args.bench, composeComparison(args.bench, args.overrides), folder))
    process.stdout.write(`wrote ${relative(process.cwd(), path)}\n`);
  return 0;
}
