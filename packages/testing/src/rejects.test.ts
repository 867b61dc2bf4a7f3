import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
let folder: string;
/** The rules that each component of `test/broken` breaks. */
const found = new Map<string, string[]>();
/** All rules of each role. */
const rules = new Map<string, Set<string>>();

interface Assertion {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-rejects-"));
  const [config, report] = [join(folder, "vitest.config.mjs"), join(folder, "report.json")];
  const conditions = ["evenkeel/source", "node", "import", "default"];
  writeFileSync(
    config,
    `export default { root: ${JSON.stringify(root)}, resolve: { conditions: ${JSON.stringify(conditions)} }, ssr: { resolve: { conditions: ${JSON.stringify(conditions)} } }, test: { include: ["packages/testing/test/broken/!(broken).ts"], testTimeout: 3000, server: { deps: { external: [/@tensorflow\\//] } } } };`,
  );
  spawnSync(
    process.execPath,
    [join(root, "node_modules/vitest/vitest.mjs"), "run", "--config", config, "--reporter=json", `--outputFile=${report}`],
    { cwd: root, stdio: "ignore" },
  );
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as { testResults: { assertionResults: Assertion[] }[] };
  for (const { ancestorTitles, title, status } of testResults.flatMap(({ assertionResults }) => assertionResults)) {
    const what = ancestorTitles[0]!.slice(1, -1);
    const [role] = what.split(" ") as [string];
    found.set(what, [...(found.get(what) ?? []), ...(status === "failed" ? [title] : [])]);
    rules.set(role, (rules.get(role) ?? new Set()).add(title));
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a right component of each role passes", () => {
  const right = [...found].filter(([what]) => what.endsWith(" right"));
  expect(right.length).toBe(rules.size);
  expect(right.filter(([, broken]) => broken.length > 0)).toEqual([]);
});

test("a component that breaks a rule is rejected", () => {
  const broken = [...found].filter(([what]) => !what.endsWith(" right"));
  expect(broken.length).toBeGreaterThan(90);
  expect(broken.filter(([, names]) => names.length === 0)).toEqual([]);
});

test("each rule rejects some component: none can only pass", () => {
  const unbroken = [...rules].flatMap(([role, names]) =>
    [...names]
      .filter((name) => ![...found].some(([what, own]) => what.startsWith(`${role} `) && own.includes(name)))
      .map((name) => `${role}: ${name}`),
  );
  expect(unbroken).toEqual([]);
});
