import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One for the process, removed when it ends. */
let root: string | null = null;
let count = 0;

/** Writes a file into a new temporary folder and gives its path. */
export function temporaryFile(name: string, content: string | Uint8Array): string {
  root ??= newRoot();
  const folder = join(root, String(count++));
  mkdirSync(folder);
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function newRoot(): string {
  const folder = mkdtempSync(join(tmpdir(), "evenkeel-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
