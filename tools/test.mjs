// `npm test`: installs what is needed and runs every check. The last line counts them.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bin, install, root } from "./setup.mjs";

install();

const folder = mkdtempSync(join(tmpdir(), "evenkeel-test-"));
const report = join(folder, "vitest.json");
const built = join(root, "apps/cli/dist/bin.js");
const counts = { passed: 0, failed: 0, skipped: 0 };

const steps = [
  ["generated files are up to date", process.execPath, ["tools/gen/gen.mjs", "--check"]],
  ["packages compile", bin("tsc"), ["-b"]],
  ["tests type-check", bin("tsc"), ["-p", "tsconfig.tests.json"]],
  ["lint", bin("oxlint"), ["--deny-warnings"]],
  ["files are formatted (pnpm format)", bin("oxfmt"), ["--check"]],
  ["package boundaries", process.execPath, ["tools/check-boundaries/check-boundaries.mjs"]],
  ["what is public has a docstring (pnpm api --check)", process.execPath, ["tools/api/api.mjs", "--check"]],
  ["the built command lists its components", process.execPath, [built, "components"], "ignore"],
  [
    "the built command trains",
    process.execPath,
    [built, "run", "training.updates=50", "sampler=smote", "weighter=learned-contributions", "--output", join(folder, "outputs")],
    "ignore",
  ],
];
for (const [name, program, args, stdout = "inherit"] of steps) {
  const { status } = spawnSync(program, args, { cwd: root, stdio: ["ignore", stdout, "inherit"] });
  counts[status === 0 ? "passed" : "failed"]++;
  console.log(`${status === 0 ? "✓" : "✗"} ${name}`);
}

spawnSync(bin("vitest"), ["run", "--reporter=dot", "--reporter=json", `--outputFile.json=${report}`, ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
if (existsSync(report)) {
  const { testResults } = JSON.parse(readFileSync(report, "utf8"));
  for (const file of testResults) {
    // A file that could not be loaded has no tests to count.
    if (file.status === "failed" && file.assertionResults.length === 0) counts.failed++;
    for (const { status, fullName } of file.assertionResults) {
      if (status === "passed" || status === "failed") counts[status]++;
      else {
        counts.skipped++;
        console.log(`skipped: ${fullName}`);
      }
    }
  }
} else counts.failed++;

rmSync(folder, { recursive: true, force: true });
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;
