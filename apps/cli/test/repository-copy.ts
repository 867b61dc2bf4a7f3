import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { root } from "./root.js";
import { build } from "./evenkeel.js";

/** A copy of the repository whose code a test may change. */
export interface RepositoryCopy {
  path(...parts: string[]): string;
  write(name: string, content: string): void;
  /** Changes a file; its content must change. */
  change(name: string, change: (text: string) => string): void;
  /** Lists components and compiles, as `pnpm gen` and `pnpm types` do; what the compiler said. */
  compile(): string;
  /** Runs its `evenkeel`. */
  run(args: readonly string[]): SpawnSyncReturns<string>;
}

const PARTS = ["apps", "packages", "tools", "package.json", "tsconfig.base.json", "tsconfig.json"];

/** Copies the built repository before the tests of a file. */
export function repositoryCopy(): RepositoryCopy {
  let folder = "";
  beforeAll(() => {
    build();
    folder = mkdtempSync(join(tmpdir(), "evenkeel-copy-"));
    for (const part of PARTS) cpSync(join(root, part), join(folder, part), { recursive: true, verbatimSymlinks: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = (...parts: string[]) => join(folder, ...parts);
  const node = (args: readonly string[]) => spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  return {
    path,
    write: (name, content) => writeFileSync(path(name), content),
    change(name, change) {
      const text = readFileSync(path(name), "latin1");
      const changed = change(text);
      if (changed === text) throw new Error(`${name}: expected the change to change it`);
      writeFileSync(path(name), changed, "latin1");
    },
    compile() {
      node([path("tools/gen/gen.mjs")]);
      return node([join(root, "node_modules/typescript/bin/tsc"), "-b", "apps/cli"]).stdout;
    },
    run: (args) => node([path("apps/cli/dist/bin.js"), ...args]),
  };
}
