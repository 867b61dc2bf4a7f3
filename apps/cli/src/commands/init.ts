import { relative, resolve } from "node:path";
import { refuseUnwritable } from "evenkeel/process";
import { initProject } from "evenkeel/workbench";
import type { Arguments } from "../arguments.js";

/** `evenkeel init [folder]`: makes a folder a project. */
export default async function init({ words: [name = "."] }: Arguments): Promise<number> {
  const folder = resolve(name);
  refuseUnwritable("init", folder);
  for (const file of await initProject(folder)) process.stdout.write(`wrote ${relative(process.cwd(), resolve(folder, file))}\n`);
  process.stdout.write(`Its README says how to go on: ${relative(process.cwd(), resolve(folder, "README.md"))}\n`);
  return 0;
}
