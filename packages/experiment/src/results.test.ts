import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeWhole } from "@evenkeel/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashOf } from "./hash.js";
import { findResult, readResult } from "./results.js";

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "evenkeel-results-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const finished = {
  status: "finished",
  hash: "h",
  settings: "s",
  positive: { name: "rare", isSet: false },
  metrics: { ap: 0.5 },
  curves: { test: { steps: [10], values: [0.3] } },
  rows: { train: [8, 2], synthetic: [0, 1], meta: [0, 0], validation: [0, 0], test: [4, 1] },
  lossPriors: [0.8, 0.2],
  synthetic: [
    {
      parents: [
        { row: 3, share: 0.25 },
        { row: 5, share: 0.75 },
      ],
      hasMislabelledParent: false,
    },
  ],
  syntheticLosses: [0.1],
  contributions: [1.5],
  contributionHistory: { steps: [10], values: [[1.5]] },
  mislabelled: [],
  updates: { done: 10, tested: 10 },
  seconds: 1,
  trackingRunId: null,
  warnings: [],
};

test("a result is that of its config, or none", () => {
  writeWhole(join(folder, "a/result.json"), JSON.stringify(finished));
  expect(readResult(join(folder, "a"), "h", ["ap"])).toMatchObject({ status: "finished" });
  expect(readResult(join(folder, "a"), "other")).toBeNull();
  expect(readResult(join(folder, "nowhere"), "h")).toBeNull();
  expect(readdirSync(join(folder, "a"))).toEqual(["result.json"]);
});

test("fields of a later version are let be", () => {
  writeWhole(join(folder, "later/result.json"), JSON.stringify({ ...finished, visits: [3] }));
  expect(readResult(join(folder, "later"), "h")).toMatchObject({ visits: [3] });
});

test.each([
  ["cut off", '{"status":"finished","hash":"h"'],
  ["empty", ""],
  ["null", "null"],
  ["a list", "[]"],
  ["of an older version", JSON.stringify({ ...finished, settings: undefined })],
  ["without numbers", JSON.stringify({ ...finished, metrics: { ap: Number.NaN } })],
  ["of other metrics", JSON.stringify({ ...finished, metrics: { auc: 0.5 } })],
  ["without metrics", JSON.stringify({ ...finished, metrics: {} })],
  ["with contributions of other rows", JSON.stringify({ ...finished, contributions: [1, 1] })],
  ["with a history of other rows", JSON.stringify({ ...finished, contributionHistory: { steps: [10], values: [[1, 1]] } })],
  ["with a curve without steps", JSON.stringify({ ...finished, curves: { test: { steps: [], values: [1] } } })],
  ["of other classes", JSON.stringify({ ...finished, lossPriors: [1] })],
  ["of a status that is none", JSON.stringify({ ...finished, status: "done" })],
  ["failed without a reason", JSON.stringify({ status: "failed", hash: "h", settings: "s", step: null, trackingRunId: null })],
])("a file %s is no result", (_, text) => {
  writeWhole(join(folder, "broken/result.json"), text);
  expect(findResult(join(folder, "broken"), ["ap"]).type).toBe("invalid");
  expect(readResult(join(folder, "broken"), "h", ["ap"])).toBeNull();
});

test("a folder of that name is no result", () => {
  mkdirSync(join(folder, "odd/result.json"), { recursive: true });
  expect(findResult(join(folder, "odd")).type).toBe("invalid");
});

test("a hash does not depend on the order of keys, and on everything else", () => {
  expect(hashOf({ a: 1, b: [1, { c: 2, d: undefined }] })).toBe(hashOf({ b: [1, { c: 2 }], a: 1 }));
  expect(hashOf({ a: [1, 2] })).not.toBe(hashOf({ a: [2, 1] }));
  expect(hashOf({ a: "1" })).not.toBe(hashOf({ a: 1 }));
});
