import { relative } from "node:path";
import { newComponent } from "evenkeel/workbench";
import type { Arguments } from "../arguments.js";

/** `evenkeel new ROLE NAME`: a component that works, to be changed, and its test. */
export default async function begin({ bench, words: [role, name] }: Arguments): Promise<number> {
  for (const path of newComponent(bench, role!, name!)) process.stdout.write(`wrote ${relative(process.cwd(), path)}\n`);
  process.stdout.write(
    `It is ${role}=${name}. \`npx vitest run components\` tests it (npm install --save-dev vitest @evenkeel/testing).\n`,
  );
  return 0;
}
