import type { Arguments } from "../arguments.js";
export async function compareCommand(_: Arguments): Promise<number> {
  return 0;
}
