import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashOf } from "./hash.js";
import { readResult, writeWhole } from "./results.js";

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "evenkeel-results-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a result is that of its config, or none", () => {
  writeWhole(join(folder, "a/result.json"), JSON.stringify({ status: "finished", hash: "h" }));
  expect(readResult(join(folder, "a"), "h")).toMatchObject({ status: "finished" });
  expect(readResult(join(folder, "a"), "other")).toBeNull();
  expect(readResult(join(folder, "nowhere"), "h")).toBeNull();
  expect(readdirSync(join(folder, "a"))).toEqual(["result.json"]);
});

test("a file cut off by a crash is no result", () => {
  mkdirSync(join(folder, "cut"));
  writeFileSync(join(folder, "cut/result.json"), '{"status":"finished","hash":"h"');
  expect(readResult(join(folder, "cut"), "h")).toBeNull();
});

test("a hash does not depend on the order of keys, and on everything else", () => {
  expect(hashOf({ a: 1, b: [1, { c: 2, d: undefined }] })).toBe(hashOf({ b: [1, { c: 2 }], a: 1 }));
  expect(hashOf({ a: [1, 2] })).not.toBe(hashOf({ a: [2, 1] }));
  expect(hashOf({ a: "1" })).not.toBe(hashOf({ a: 1 }));
});
