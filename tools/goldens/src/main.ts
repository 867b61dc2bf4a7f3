import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "@evenkeel/core";
import { startEngine } from "@evenkeel/engine";
import { goldenFiles, loadHandlers, runCase } from "./run-folder.js";

/** `pnpm goldens <folder>`: runs every golden file for which there is a handler; the last line counts cases. */
async function main(folder: string | undefined): Promise<number> {
  if (!folder || !existsSync(folder)) throw new UserError(`goldens: expected a folder, got ${folder ?? "none"}. Try \`pnpm goldens packages/testing/goldens\`.`);
  await startEngine({ name: "wasm" });
  const handlers = await loadHandlers();
  const counts = { passed: 0, failed: 0, "not-covered": 0 };
  for (const file of goldenFiles(resolve(folder))) {
    const handler = handlers.get(file.name);
    if (!handler) {
      console.log(`${file.name}: not covered, no handler`);
      continue;
    }
    const before = { ...counts };
    for (const golden of file.cases) {
      const { name, outcome } = runCase(handler, golden, file);
      counts[outcome.type]++;
      if (outcome.type === "not-covered") console.log(`${file.name}, ${name}: not covered`);
      if (outcome.type !== "failed") continue;
      for (const { what, got, expected, tolerance } of outcome.mismatches) {
        console.log(`${file.name}, ${name}: ${what} is ${got}, expected ${expected} (tolerance ${tolerance})`);
      }
    }
    console.log(`${file.name}: ${counts.passed - before.passed} of ${file.cases.length} passed`);
  }
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
