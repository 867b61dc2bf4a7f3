import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { ArtifactContent, ArtifactInfo } from "../entities.js";
import { getArtifact, putArtifact } from "../file/artifact-folder.js";
import { invalid, MlflowError } from "../mlflow-error.js";
import type { Request, Transport } from "./transport.js";
import { list, text } from "./wire.js";

/** Whose artifacts: a run's, or a logged model's. */
export interface ArtifactOwner {
  readonly id: string;
  readonly isModel: boolean;
  readonly uri: string;
}

const ui = "/ajax-api/2.0/mlflow";
const largestFallback = 10 * 1024 * 1024;

const encodePath = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

/** The address at the server's artifact proxy, or null if artifacts lie elsewhere. */
function proxyPath({ uri }: ArtifactOwner, path: string): string | null {
  if (!uri.startsWith("mlflow-artifacts:")) return null;
  const root = /^mlflow-artifacts:(?:\/\/)?(\/[^/].*)$/.exec(uri)?.[1];
  if (root === undefined)
    throw new MlflowError(
      "INVALID_STATE",
      `artifacts: expected them at the tracking server, got ${uri}. Read them with MLflow's own client.`,
    );
  return `/api/2.0/mlflow-artifacts/artifacts${root}/${encodePath(path)}`;
}

/** Where artifacts lie in a folder of this machine that the server made: then they are written and read there. */
function localRoot({ uri }: ArtifactOwner, isLocalServer: boolean): string | null {
  const path = uri.startsWith("file:") ? fileURLToPath(uri) : uri.startsWith("/") ? uri : null;
  return path !== null && isLocalServer && existsSync(dirname(path)) ? path : null;
}

async function sizeOf(content: ArtifactContent): Promise<number> {
  if (typeof content === "string") return Buffer.byteLength(content);
  if (content instanceof Uint8Array) return content.byteLength;
  try {
    return (await stat(content.file)).size;
  } catch (cause) {
    throw new MlflowError("INVALID_PARAMETER_VALUE", `artifact: expected a file that can be read, got ${content.file}.`, { cause });
  }
}

export async function upload(
  transport: Transport,
  owner: ArtifactOwner,
  path: string,
  content: ArtifactContent,
  isLocalServer: boolean,
): Promise<void> {
  const size = await sizeOf(content);
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  const proxied = proxyPath(owner, path);
  if (proxied !== null) {
    await asFilePath(path, transport.bytes({ method: "PUT", path: proxied, bytes }));
    return;
  }
  const folder = localRoot(owner, isLocalServer);
  if (folder !== null) return putArtifact(folder, path, content);
  if (owner.isModel || size === 0 || size > largestFallback) {
    throw invalid(
      `artifact ${path}: expected 1 byte to 10 MiB for a run, got ${size} bytes: the server hands out artifacts of ${owner.uri} only so. Start it with --serve-artifacts.`,
    );
  }
  await transport.bytes({ method: "POST", path: `${ui}/upload-artifact`, query: { run_uuid: owner.id, path }, bytes });
}

export async function download(
  transport: Transport,
  owner: ArtifactOwner,
  path: string,
  isLocalServer: boolean,
): Promise<Uint8Array | null> {
  const proxied = proxyPath(owner, path);
  const folder = proxied === null ? localRoot(owner, isLocalServer) : null;
  if (folder !== null) return getArtifact(folder, path);
  const fallback: Request = owner.isModel
    ? { method: "GET", path: `${ui}/logged-models/${owner.id}/artifacts/files`, query: { artifact_file_path: path } }
    : { method: "GET", path: "/get-artifact", query: { run_uuid: owner.id, path } };
  try {
    return new Uint8Array(await transport.bytes(proxied === null ? fallback : { method: "GET", path: proxied }));
  } catch (error) {
    if (error instanceof MlflowError && error.status === 404) return null;
    return asFilePath(path, Promise.reject(error));
  }
}

/** The proxy answers 400 or 5xx, without an MLflow error code, where a path is a folder. */
async function asFilePath<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof MlflowError) || error.status !== 400) throw error;
    throw new MlflowError("INVALID_PARAMETER_VALUE", `artifact ${path}: expected the path of a file, got another. ${error.message}`, {
      cause: error,
      status: 400,
    });
  }
}

export async function listArtifacts(transport: Transport, owner: ArtifactOwner, path: string, api: string): Promise<ArtifactInfo[]> {
  const infos: ArtifactInfo[] = [];
  let token: string | undefined;
  do {
    const request: Request = owner.isModel
      ? {
          method: "GET",
          path: `${api}/logged-models/${owner.id}/artifacts/directories`,
          query: { artifact_directory_path: path || undefined, page_token: token },
        }
      : { method: "GET", path: `${api}/artifacts/list`, query: { run_id: owner.id, path: path || undefined, page_token: token } };
    const answer = await transport.json(request);
    for (const file of list(answer["files"])) {
      const isDirectory = file["is_dir"] === true;
      infos.push({ path: text(file["path"]), isDirectory, size: isDirectory ? null : Number(file["file_size"] ?? 0) });
    }
    token = text(answer["next_page_token"]) || undefined;
  } while (token !== undefined);
  return infos.sort((a, b) => (a.path < b.path ? -1 : 1));
}
