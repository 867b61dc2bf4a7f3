import { relative } from "node:path";
import { UserError } from "@evenkeel/core";
import { begunRoles, newComponent } from "evenkeel/workbench";
import type { Arguments } from "../arguments.js";

/** `evenkeel new ROLE NAME`: a component that works, to be changed, and its test. */
export async function newCommand({ bench, words: [role, name] }: Arguments): Promise<number> {
  if (role === undefined || name === undefined)
    throw new UserError(`evenkeel new: expected a role (${begunRoles().join(", ")}) and a name, e.g. \`evenkeel new label my-label\`.`);
  for (const path of newComponent(bench, role, name)) process.stdout.write(`wrote ${relative(process.cwd(), path)}\n`);
  process.stdout.write(
    `It is ${role}=${name}. \`npx vitest run components\` tests it (npm install --save-dev vitest @evenkeel/testing).\n`,
  );
  return 0;
}
