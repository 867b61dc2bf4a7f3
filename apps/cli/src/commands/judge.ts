import { UserError } from "@evenkeel/core";
import { openJudgement } from "evenkeel/workbench";
import type { Arguments } from "../arguments.js";
import { compared } from "./compare.js";

/** `evenkeel judge --weights FILE …`: what another program made, beside its controls. */
export default async function judge(args: Arguments): Promise<number> {
  const { keep, weights, scores, rows, predictions } = args.options;
  const given = Object.fromEntries(Object.entries({ weights, scores, rows, predictions }).filter(([, path]) => path !== undefined));
  const { opened, notes } = await openJudgement(args.bench, { ...given, keep: keep === undefined ? null : shareOf(keep) }, args);
  for (const note of notes) process.stdout.write(`${note}\n`);
  return compared(opened, args);
}

function shareOf(text: string): number {
  const share = Number(text);
  if (share > 0 && share <= 1) return share;
  throw new UserError(`--keep: expected a share above 0, up to 1, e.g. \`--keep 0.8\`, got ${text}.`);
}
