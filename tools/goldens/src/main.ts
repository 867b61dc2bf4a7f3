import { statSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "@evenkeel/core";
import { startEngine } from "@evenkeel/engine";
import { casesOf, goldenFiles, loadHandlers, runCase } from "./run-folder.js";

/**
 * `pnpm goldens <folder>`: runs the golden files for which there is a component, and names files and cases for which there is none; the
 * last line counts cases.
 */
async function main(folder: string | undefined): Promise<number> {
  if (!folder || !statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError(`goldens: expected a folder, got ${folder ?? "none"}. Try \`pnpm goldens packages/testing/goldens\`.`);
  await startEngine({ name: "wasm" });
  const handlers = await loadHandlers();
  const counts = { passed: 0, failed: 0, "not-covered": 0 };
  for (const file of goldenFiles(resolve(folder))) {
    const handler = handlers.get(file.name);
    if (!handler) {
      console.log(`${file.name}: not covered, no component for it`);
      continue;
    }
    const before = { ...counts };
    const cases = casesOf(handler, file);
    for (const golden of cases) {
      const { name, outcome } = runCase(handler, golden, file);
      counts[outcome.type]++;
      if (outcome.type === "not-covered") console.log(`${file.name}, ${name}: not covered, ${outcome.why}`);
      if (outcome.type !== "failed") continue;
      for (const { what, got, expected, tolerance } of outcome.mismatches) {
        console.log(`${file.name}, ${name}: ${what} is ${got}, expected ${expected} (tolerance ${tolerance})`);
      }
    }
    console.log(`${file.name}: ${counts.passed - before.passed} of ${cases.length} passed`);
  }
  console.log(`${counts["not-covered"]} cases not covered`);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed === 0 ? 0 : 1;
}

main(process.argv[2]).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = 1;
  },
);
