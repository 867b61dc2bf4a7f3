import { fileURLToPath } from "node:url";
import { localStore } from "../local/local-store.js";
import type { RunInfo } from "../entities.js";
import type { Store } from "../store.js";
import { FileBackend } from "./file-backend.js";
import type { Repair } from "./repair.js";

export interface FileStore extends Store {
  /** Every run, deleted ones included, that carries a tag of this name: without reading all of it, as a search does. */
  runsByTag(key: string): Promise<readonly { readonly info: RunInfo; readonly value: string }[]>;
  /**
   * Makes a folder good again after a crash or a copy: empty folders that MLflow needs, half lines at the end of metric
   * files, empty metric files, leftover temporary files, `meta.yaml` files that are gone, empty or cut. A run whose process is
   * gone becomes KILLED. Runs that somebody writes are left alone. Do it before `mlflow migrate-filestore` and a sync.
   */
  repair(): Promise<Repair>;
}

/**
 * Runs in a folder with the layout of MLflow's FileStore: opened by MLflow with `MLFLOW_ALLOW_FILE_STORE=true`, moved into
 * a database by `mlflow migrate-filestore`.
 *
 * A run has one writer at a time; whoever else tries gets `RUN_LOCKED`, unless the writer's process is gone.
 *
 * @param folder - path or `file:` URL, made if need be. It keeps absolute addresses of artifacts: MLflow does not find them
 *   after a move, this store does.
 */
export function fileStore(folder: string | URL): FileStore {
  const path = folder instanceof URL || folder.startsWith("file:") ? fileURLToPath(folder) : folder;
  const backend = new FileBackend(path);
  return { ...localStore(backend), runsByTag: async (key) => backend.runsByTag(key), repair: async () => backend.repair() };
}
