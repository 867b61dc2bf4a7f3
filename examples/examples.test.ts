import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..");
let folder: string;
beforeAll(() => {
  spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b"], { cwd: root });
  folder = mkdtempSync(join(tmpdir(), "evenkeel-examples-"));
  cpSync(here, folder, { recursive: true, filter: (path) => !/node_modules|outputs/.test(path.slice(here.length)) });
  symlinkSync(join(here, "node_modules"), join(folder, "node_modules"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const expected: Readonly<Record<string, RegExp>> = {
  "own-loss.ts": /^average precision: 0\.\d{4} usual, 0\.\d{4} poly\n$/,
  "comparison.ts": /^(trial \d: \w+ is done\n){12}cautious − smote: .*\ncautious − plain: .*\n[^]*\nreport: .*report\.html\n$/,
  "training-loop.ts": /^the training loss was last better 100 updates ago: ended after \d+, at 0\.\d+\n$|^all 2000 updates\n$/,
  "provenance.ts": /^(least: synthetic row \d+ counts \d\.\d\d, of rows \d+ \(.*\) and \d+ \(.*\)\n){3}(most: synthetic row .*\n){3}$/,
  "use-a-model.ts": /^(benign|malignant): benign \d\.\d{3}, malignant \d\.\d{3}\n$/,
};

test("each example is expected to say something", () => {
  expect(readdirSync(here).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))).toEqual(Object.keys(expected).sort());
});

test("what docs/extend.md shows is in them", () => {
  const page = readFileSync(join(root, "docs/extend.md"), "utf8");
  const blocks = [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, block]) => block!);
  const files = ["components/label/cautious.ts", "own-loss.ts"].map((name) => readFileSync(join(here, name), "utf8"));
  expect(blocks.map((block) => files.some((text) => text.includes(block)))).toEqual([true, true]);
});

test.each(Object.entries(expected))("%s", { timeout: 120_000 }, (name, output) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(here, "node_modules/jiti/lib/jiti-cli.mjs"), name], {
    cwd: folder,
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(output);
});

test("they compile as a user's would, against what is built", () => {
  const { stdout, status } = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", here], { encoding: "utf8" });
  expect([stdout, status]).toEqual(["", 0]);
});
