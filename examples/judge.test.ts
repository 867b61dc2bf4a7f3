import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ComparisonReport } from "evenkeel";
import { afterAll, beforeAll, expect, test } from "vitest";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..");
const python = process.env["EVENKEEL_PYTHON"] ?? "python3";
const has = spawnSync(python, ["-c", "import torch, pandas, imblearn"]).status === 0;
let folder: string;

beforeAll(() => {
  spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b"], { cwd: root });
  folder = mkdtempSync(join(tmpdir(), "evenkeel-judge-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("what docs/judge.md shows of judge.py is in it", () => {
  const page = readFileSync(join(root, "docs/judge.md"), "utf8");
  const blocks = [...page.matchAll(/```python\n([^]*?)```/g)].map(([, block]) => block!);
  expect(blocks.length).toBe(2);
  const program = readFileSync(join(here, "judge.py"), "utf8");
  for (const block of blocks) expect(program).toContain(block);
});

test.skipIf(!has)(
  "judge.py writes what `evenkeel judge` judges (needs: pip install torch pandas imbalanced-learn; the Python in EVENKEEL_PYTHON)",
  { timeout: 180_000 },
  () => {
    const run = (program: string, ...words: string[]) => {
      const { status, stderr, stdout } = spawnSync(program, words, { cwd: folder, encoding: "utf8" });
      expect([status, stderr]).toEqual([0, ""]);
      return stdout;
    };
    const words = ["protocol.classCounts=[60,10]", "trials=2"];
    const bin = join(root, "apps/cli/dist/bin.js");
    run(process.execPath, bin, "splits", ...words, "--to", "splits");
    run(python, join(here, "judge.py"));
    const files = ["--weights", "weights.csv", "--rows", "rows.csv", "--predictions", "predictions.csv"];
    run(process.execPath, bin, "judge", ...files, ...words, "training.updates=60");
    const { cells, conditions } = JSON.parse(readFileSync(join(folder, "outputs/judge-wdbc/report.json"), "utf8")) as ComparisonReport;
    expect(conditions.map(({ name }) => name)).toEqual(["clean", "planted"]);
    expect(cells.filter(({ condition }) => condition === "planted").map(({ method, status }) => `${method} ${status}`)).toEqual([
      "plain ok",
      "weights ok",
      "weights.frozen ok",
      "weights.permuted ok",
      "weights.uniform-mass ok",
      "weights.train-only equal",
      "rows ok",
      "pytorch ok",
      "pytorch-frozen ok",
    ]);
  },
);
