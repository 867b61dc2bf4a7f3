import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeTemporaryFiles, writeWhole } from "./write-whole.js";

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "evenkeel-write-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("what a killed process left unfinished is removed, and nothing else", () => {
  for (const name of ["deep/result.json", "deep/result.json.123.tmp", "report.html.77.tmp", "mine.tmp"])
    writeWhole(join(folder, "left", name), "x");
  removeTemporaryFiles(join(folder, "left"));
  expect(readdirSync(join(folder, "left"), { recursive: true }).sort()).toEqual(["deep", "deep/result.json", "mine.tmp"]);
});
