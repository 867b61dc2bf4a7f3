import { relative, resolve } from "node:path";
import { refuseUnwritable } from "evenkeel/process";
import { composeComparison, writeSplits } from "evenkeel/workbench";
import type { Arguments } from "../arguments.js";

/** `evenkeel splits [key=value …] --to FOLDER`: what other programs need to take part in a comparison. */
export default async function splits({ bench, overrides, options }: Arguments): Promise<number> {
  const folder = resolve(options["to"]!);
  refuseUnwritable("--to", folder);
  for (const { path } of await writeSplits(bench, composeComparison(bench, overrides), folder))
    process.stdout.write(`wrote ${relative(process.cwd(), path)}\n`);
  return 0;
}
