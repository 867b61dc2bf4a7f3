import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "@evenkeel/core";

/** The line that an error came by in a file that is neither ours nor an installed package's, as `file:line:column`; null if in none. */
export function ownLine(error: unknown): string | null {
  if (!(error instanceof Error) || error instanceof UserError) return null;
  for (const [, written, place] of (error.stack ?? "").matchAll(/^ {4}at .*?((?:file:\/\/|\/|[A-Za-z]:\\)[^()\n]*?)(:\d+:\d+)\)?$/gm)) {
    const file = written!.startsWith("file:") ? fileURLToPath(written!) : written!;
    if (!isOwn(file)) continue;
    const shown = relative(process.cwd(), file);
    return `${shown.startsWith("..") ? file : shown}${place}`;
  }
  return null;
}

/** What is said of an error where only a sentence fits. */
export function reasonOf(error: unknown): string {
  const line = ownLine(error);
  const message = error instanceof Error ? error.message : String(error);
  return line === null ? message : `${line}: ${message}`;
}

const isOwn = (file: string): boolean => !/[/\\]node_modules[/\\]/.test(file) && existsSync(file) && !isOurs(dirname(file));

/** Whether the package that a folder is of is one of ours: in a clone they are not installed. */
function isOurs(folder: string): boolean {
  const described = join(folder, "package.json");
  if (existsSync(described)) {
    const { name } = JSON.parse(readFileSync(described, "utf8")) as { readonly name?: string };
    return /^(?:evenkeel$|mlflow-js-client$|@evenkeel\/)/.test(name ?? "");
  }
  return dirname(folder) !== folder && isOurs(dirname(folder));
}
