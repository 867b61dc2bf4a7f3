import { execFileSync, type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { root } from "./root.js";

/** The built command. */
export const bin: string = join(root, "apps/cli/dist/bin.js");

/** The command as a user runs it, in a folder of its own that is removed afterwards. */
export interface Workbench {
  /** Absolute path of a file or folder in it. */
  path(...parts: string[]): string;
  /** Writes a file in it and returns its absolute path. */
  write(name: string, content: string | Uint8Array): string;
  /** Runs `evenkeel` in it to its end. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): SpawnSyncReturns<string>;
}

/** Compiles what changed. */
export function build(): void {
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b"], { cwd: root });
}

/** Builds the command before the tests of a file, and gives them an empty folder. */
export function workbench(): Workbench {
  let folder = "";
  beforeAll(() => {
    build();
    folder = mkdtempSync(join(tmpdir(), "evenkeel-faults-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = (...parts: string[]) => join(folder, ...parts);
  return {
    path,
    write(name, content) {
      writeFileSync(path(name), content);
      return path(name);
    },
    run: (args, env = {}) =>
      spawnSync(process.execPath, [bin, ...args], { cwd: folder, encoding: "utf8", env: { ...process.env, ...env } }),
  };
}

/** A CSV of one line for each row, after the header. */
export const csv = (header: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [header, ...rows].map((cells) => cells.join(",")).join("\n") + "\n";
