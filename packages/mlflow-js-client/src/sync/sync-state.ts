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
  /** Whether somebody may have made it there before: then doubles are looked for. */
  readonly uncertain: boolean;
  /** Whether it was deleted there as well. */
  readonly deleted: boolean;
}

/** `runId` is empty while the run is being made there: whoever finds that looks for it. */
export const newState = (runId: string, uncertain: boolean): SyncState => ({
  runId,
  offsets: {},
  artifacts: {},
  models: {},
  described: "",
  ended: "",
  uncertain,
  deleted: false,
});

/** Of what is not secret in an address. */
export const targetId = (uri: string): string => createHash("sha256").update(uri).digest("hex").slice(0, 12);

export const fingerprint = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);

export const lockName = (target: string): string => `sync-${target}.lock`;

const fileName = (target: string): string => `sync-${target}.json`;

export function readState(folder: string, target: string): SyncState | null {
  try {
    const read = JSON.parse(readIfThere(join(folder, fileName(target))) ?? "null") as Partial<SyncState> | null;
    // Written by something else, or cut: what the server has is found out again.
    return typeof read?.runId === "string" ? { ...newState("", true), ...read } : null;
  } catch {
    return null;
  }
}

/** The state of one run. What is not written down is found out again: sent twice it is there once. */
export class SyncProgress {
  constructor(
    private readonly folder: string,
    private readonly target: string,
    public state: SyncState,
    /** Whether the file says so already. */
    private isWritten = false,
  ) {}

  keep(change: Partial<SyncState>): void {
    this.state = { ...this.state, ...change };
    this.isWritten = false;
  }

  /** Writes down what is new. */
  write(): void {
    if (this.isWritten) return;
    replaceFile(join(this.folder, fileName(this.target)), JSON.stringify(this.state), this.folder);
    this.isWritten = true;
  }
}
