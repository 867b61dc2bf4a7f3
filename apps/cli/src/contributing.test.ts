import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../test/root.js";

let copy: string;

/** The files that CONTRIBUTING.md tells to write: a path in backticks before a block of TypeScript. */
function filesOf(guide: string): { path: string; text: string }[] {
  return [...guide.matchAll(/`(packages\/\S+\.ts)`:\n\n```ts\n([\s\S]*?)```/g)].map(([, path, text]) => ({ path: path!, text: text! }));
}

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "evenkeel-contributing-"));
  for (const part of ["apps", "benchmarks", "packages", "tools", "package.json", "tsconfig.base.json", "tsconfig.json", "vitest.config.ts"])
    cpSync(join(root, part), join(copy, part), { recursive: true, verbatimSymlinks: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

const node = (...args: string[]): string =>
  execFileSync(process.execPath, args, { cwd: copy, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

test("following CONTRIBUTING.md, new files are new components that train together", () => {
  const files = filesOf(readFileSync(join(root, "CONTRIBUTING.md"), "utf8"));
  expect(files.map(({ path }) => path)).toEqual([
    "packages/samplers/src/label/threshold.ts",
    "packages/meta/src/index/lambda-bin.ts",
    "packages/losses/src/loss/poly.ts",
    "packages/losses/src/loss/poly.test.ts",
  ]);
  for (const { path, text } of files) writeFileSync(join(copy, path), text);

  node("tools/gen/gen.mjs");
  const compiled = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b"], { cwd: copy, encoding: "utf8" });
  expect(compiled.stdout).toBe("");
  const cli = join(copy, "apps/cli/dist/bin.js");
  expect(node(cli, "components", "label", "threshold")).toContain("label.share: a number ≥ 0, ≤ 1, default 0.3");
  const output = node(
    cli,
    "run",
    "sampler=pairing",
    "partner=nearest",
    "label=threshold",
    "label.share=0.4",
    "weighter=learned-contributions",
    "index=lambda-bin",
    "index.bins=5",
    "loss=poly",
    "training.updates=20",
  );
  expect(output).toContain("ROC-AUC");

  const tested = spawnSync(
    process.execPath,
    [join(root, "node_modules/vitest/vitest.mjs"), "run", "packages/losses/src/loss/poly.test.ts"],
    { cwd: copy, encoding: "utf8" },
  );
  expect(tested.stdout).toMatch(/Tests .*\d+ passed/);
  expect(tested.status).toBe(0);
}, 180_000);
