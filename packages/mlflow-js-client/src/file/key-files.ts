import { readdirSync } from "node:fs";
import { join } from "node:path";
import { invalid } from "../mlflow-error.js";
import { hasCode, readIfThere, replaceFile } from "./atomic.js";

/** Names of the folders in a folder, sorted; none where there is none. */
export function folders(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}

/** Paths of all files below a folder, relative and with "/": the keys of metrics, params and tags. */
export function filesBelow(folder: string, prefix = ""): string[] {
  try {
    return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? filesBelow(folder, `${prefix}${entry.name}/`) : [prefix + entry.name],
    );
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}

/** Params or tags: the text of each file by its key. */
export function readTexts(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesBelow(folder)
      .sort()
      .map((key) => [key, readIfThere(join(folder, key)) ?? ""]),
  );
}

export function writeTexts(folder: string, texts: Readonly<Record<string, string>>, workFolder: string): void {
  for (const [key, text] of Object.entries(texts)) asKey(key, () => replaceFile(join(folder, key), text, workFolder));
}

/** Explains what a key cannot be where keys are paths: "model" and "model/rate" cannot both be files. */
export function asKey<T>(key: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (hasCode(error, "EISDIR", "ENOTDIR", "EEXIST", "ENOTEMPTY"))
      throw invalid(
        `name ${key}: expected a name that is no prefix of another up to a "/", got such a one. A file store keeps names as paths.`,
      );
    if (hasCode(error, "ENAMETOOLONG"))
      throw invalid(`name ${key}: expected parts of at most 255 bytes between "/", got a longer one. A file store keeps names as paths.`);
    throw error;
  }
}
