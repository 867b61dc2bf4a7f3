import { createReadStream, createWriteStream } from "node:fs";
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { ArtifactContent, ArtifactInfo } from "../entities.js";
import { invalid } from "../mlflow-error.js";
import { hasCode, temporaryName } from "./atomic.js";

async function write(path: string, content: ArtifactContent): Promise<void> {
  if (typeof content === "string" || content instanceof Uint8Array) await writeFile(path, content);
  else if (!content.isFinal || !(await isLinked(content.file, path)))
    await pipeline(createReadStream(content.file), createWriteStream(path));
}

/** False where a file cannot be linked: on another file system, or one without links. */
async function isLinked(file: string, path: string): Promise<boolean> {
  try {
    await link(file, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EXDEV", "EPERM", "EACCES", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK")) return false;
    throw error;
  }
}

/** Puts the content at `path` below `root`, as a whole or not at all. */
export async function putArtifact(root: string, path: string, content: ArtifactContent): Promise<void> {
  const target = join(root, path);
  // Beside the artifact folder, where MLflow does not look and on the same file system.
  const temporary = join(dirname(root), temporaryName());
  try {
    await mkdir(dirname(target), { recursive: true });
    await write(temporary, content);
    await rename(temporary, target);
    // Of two names of one file, a rename leaves both.
    await rm(temporary, { force: true });
  } catch (error) {
    await rm(temporary, { force: true });
    if (hasCode(error, "EISDIR", "ENOTDIR", "EEXIST", "ENOTEMPTY"))
      throw invalid(`artifact ${path}: expected a path for a file, got one that is a folder, or leads through a file.`);
    throw error;
  }
}

export async function getArtifact(root: string, path: string): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await readFile(join(root, path)));
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return null;
    if (hasCode(error, "EISDIR")) throw invalid(`artifact ${path}: expected a file, got a folder. List it instead.`);
    throw error;
  }
}

export async function listFolder(root: string, path: string): Promise<ArtifactInfo[]> {
  const folder = join(root, path);
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
  const prefix = path === "" ? "" : `${path}/`;
  const infos = names.sort().map(async (name): Promise<ArtifactInfo> => {
    const entry = await stat(join(folder, name));
    const isDirectory = entry.isDirectory();
    return { path: prefix + name, isDirectory, size: isDirectory ? null : entry.size };
  });
  return Promise.all(infos);
}
