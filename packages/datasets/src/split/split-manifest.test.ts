import { randomDataset } from "@evenkeel/testing";
import { expect, test } from "vitest";
import { splitManifest } from "./split-manifest.js";

const dataset = {
  ...randomDataset(1, [4, 4]),
  labels: Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1),
  rowIds: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7),
};
const split = { train: [0, 1, 2], meta: [3, 6], test: [4, 5], given: { planted: [0] } };

test("counts rows of each class and role", () => {
  expect(splitManifest(split, dataset).counts).toEqual([
    { role: "train", counts: [2, 1] },
    { role: "meta", counts: [1, 1] },
    { role: "test", counts: [1, 1] },
  ]);
});

test("has one hash for the same rows in any order, and another for other rows, roles or data", () => {
  const { hash } = splitManifest(split, dataset);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(splitManifest({ ...split, train: [2, 0, 1] }, dataset).hash).toBe(hash);
  const others = [
    splitManifest({ ...split, test: [4, 7] }, dataset),
    splitManifest({ ...split, meta: [3], validation: [6] }, dataset),
    splitManifest({ train: [0, 1, 2], meta: [3, 6], test: [4, 5] }, dataset),
    splitManifest(split, { ...dataset, digest: "other" }),
  ].map((manifest) => manifest.hash);
  expect(new Set([hash, ...others]).size).toBe(5);
});

test("refuses roles that share a row", () => {
  expect(() => splitManifest({ ...split, test: [4, 2] }, dataset)).toThrow(
    "split: expected each row in one role and once, got row 2 of `test` also in `train` in random. Name each row once.",
  );
});
