import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where `goldens/<file>` lies. */
export function goldenPath(file: string): string {
  return fileURLToPath(new URL(`../goldens/${file}`, import.meta.url));
}

/** The bytes of `goldens/<file>`. */
export function goldenBytes(file: string): Uint8Array {
  return readFileSync(goldenPath(file));
}
