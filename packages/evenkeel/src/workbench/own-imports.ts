import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** What a file that anybody wrote may be made of, told from its text. */
export interface OwnImports {
  /** Texts that could name a file: beside it, or by its whole path. */
  readonly names: readonly string[];
  /** Packages that it imports. */
  readonly packages: readonly string[];
  /** Whether it can reach files that its text does not name: then all of its package count. */
  readonly isOpen: boolean;
}

/** Says more rather than less: what a text could mean, however it is said. */
export function ownImports(code: string): OwnImports {
  const texts = [...code.matchAll(/(["'`])((?:(?!\1)[^\\\n])*)\1/g)].map(([, , text]) => text!);
  const imported = [...code.matchAll(/\b(?:from|import|require)\s*\(?\s*["'`]([^"'`\n]+)["'`]/g)].map(([, name]) => name!);
  const packages = imported.filter((name) => !/^[./#]|^(?:node|file):|\$\{/.test(name)).map(packageName);
  const names = texts
    .map((text) => text.replace(/^file:\/\//, ""))
    .filter((text) => (/^\.{1,2}(?:\/|$)/.test(text) || text.startsWith("/")) && !text.includes("${"));
  const isOpen =
    imported.some((name) => name.startsWith("#")) ||
    // A name that is put together, and whatever reads files.
    /\b(?:import|require)\s*\(\s*(?!["'`][^"'`$]*["'`]\s*[,)])[^)\s]/.test(code) ||
    /["'`](?:node:)?(?:fs|fs\/promises|module|child_process|vm|worker_threads)["'`]|\b(?:__dirname|__filename|import\.meta)\b/.test(code);
  return { names, packages, isOpen };
}

/** `@scope/name/path` is of the package `@scope/name`. */
const packageName = (name: string): string =>
  name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");

/** Larger files are data, which a setting should name. */
const LARGEST = 5e6;

/** The files of a folder that can be code or read by it: not what is installed, written by runs, or hidden. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".") || entry.name === "node_modules" || entry.name === "outputs") return [];
    if (entry.isDirectory()) return existsSync(join(path, "mlruns")) ? [] : filesIn(path);
    return entry.isFile() && statSync(path).size <= LARGEST ? [path] : [];
  });
}
