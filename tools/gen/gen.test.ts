import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "../../packages");
let copy: string;
beforeAll(() => (copy = mkdtempSync(join(tmpdir(), "evenkeel-gen-"))));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const gen = (...args: string[]) => spawnSync(process.execPath, [join(here, "gen.mjs"), `--root=${copy}`, ...args], { encoding: "utf8" });

test("every component has its test beside it", () => {
  const components = readdirSync(packages, { recursive: true, encoding: "utf8" })
    .filter((name) => /^[^/]+\/src\/.*\.ts$/.test(name) && !/\.(test|gen)\.ts$/.test(name))
    .filter((name) => /^export default define[A-Z]/m.test(readFileSync(join(packages, name), "utf8")));
  expect(components.length).toBeGreaterThan(50);
  expect(components.filter((name) => !existsSync(join(packages, name.replace(/\.ts$/, ".test.ts"))))).toEqual([]);
});

test("a new file is listed, and until then --check fails", () => {
  const source = join(copy, "packages/losses/src");
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, "my-loss.ts"), 'export default defineLoss({\n  name: "my-loss",\n});\n');
  expect(gen("--check").status).toBe(1);
  expect(gen().status).toBe(0);
  expect(readFileSync(join(source, "components.gen.ts"), "utf8")).toContain('"my-loss": lossMyLoss');
  expect(gen("--check").status).toBe(0);
});

test("a name that is not the file's is refused", () => {
  writeFileSync(join(copy, "packages/losses/src/other.ts"), 'export default defineLoss({\n  name: "another",\n});\n');
  expect(gen().stderr).toContain('expected `name: "other"` like the file, got `another`.');
});
