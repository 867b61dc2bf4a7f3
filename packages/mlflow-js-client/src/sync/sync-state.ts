import { createHash } from "node:crypto";
import { join } from "node:path";
import { readIfThere, replaceFile } from "../file/atomic.js";

/** How much of one run a server has. Lost or too old, it costs time only: every step can be repeated. */
export interface SyncState {
  readonly runId: string;
  /** Bytes of each metric file. */
  readonly offsets: Readonly<Record<string, number>>;
  /** Version of each artifact file, by `target/path`. */
  readonly artifacts: Readonly<Record<string, string>>;
  /** Ids of logged models there by their ids here. */
  readonly models: Readonly<Record<string, string>>;
  /** Fingerprint of params, tags, inputs and outputs. */
  readonly described: string;
  /** Fingerprint of status, end and name. */
  readonly ended: string;
}

/** Of what is not secret in an address. */
export const targetId = (uri: string): string => createHash("sha256").update(uri).digest("hex").slice(0, 12);

export const fingerprint = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);

export const lockName = (target: string): string => `sync-${target}.lock`;

const fileName = (target: string): string => `sync-${target}.json`;

export function readState(folder: string, target: string): SyncState | null {
  try {
    return JSON.parse(readIfThere(join(folder, fileName(target))) ?? "null") as SyncState | null;
  } catch {
    // Written by something else: what the server has is found out again.
    return null;
  }
}

/** The state of one run, written down at every step. */
export class SyncProgress {
  constructor(
    private readonly folder: string,
    private readonly target: string,
    public state: SyncState,
  ) {}

  keep(change: Partial<SyncState> = {}): void {
    this.state = { ...this.state, ...change };
    replaceFile(join(this.folder, fileName(this.target)), JSON.stringify(this.state), this.folder);
  }
}
