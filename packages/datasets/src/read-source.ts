import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "@evenkeel/core";

/** The bytes of a file that a setting names. */
export function readSource(component: string, setting: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === "ENOENT" ? "there is none" : (error as Error).message;
    throw new UserError(`${component}: expected a file at \`${setting}\`, got ${resolve(path)}: ${reason}. Check the path; it is relative to the folder the command runs in.`, { cause: error });
  }
}

/** UTF-8 with or without a byte-order mark. */
export function decodeText(component: string, path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UserError(`${component}: expected ${path} in UTF-8, got bytes that are not. Save it as UTF-8.`, { cause: error });
  }
}
