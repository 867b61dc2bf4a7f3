import type { Buffer } from "node:buffer";
import { type Dataset, UserError } from "@evenkeel/core";
import { goldenPath, npyFile, npzArchive, temporaryFile, testDataset } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import npz from "./npz.js";

const load = (path: string, settings: object = {}): Promise<Dataset> => {
  const { name: _, ...parsed } = npz.schema.parse({ name: "npz", path, ...settings });
  return npz.create(parsed).load();
};

const archive = (arrays: Readonly<Record<string, Buffer>>): string => temporaryFile("data.npz", npzArchive(arrays));

const features = npyFile([4, 2], Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8));
const labels = npyFile([4], BigInt64Array.of(7n, -1n, 7n, -1n));

testDataset(npz, { config: { path: archive({ X: features, y: labels }) } });

test("reads features and whole labels, classes in numeric order", async () => {
  expect(await load(archive({ X: features, y: labels }))).toMatchObject({
    name: "data",
    values: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    featureShape: [2],
    labels: Int32Array.of(1, 0, 1, 0),
    classNames: ["-1", "7"],
    rowIds: Int32Array.of(0, 1, 2, 3),
  });
});

test("keeps float32 images, and reads text and a column of labels", async () => {
  const images = npyFile(
    [4, 2, 2, 1],
    Float32Array.from({ length: 16 }, (_, i) => i),
  );
  const text = npyFile([4], Uint8Array.from([..."bab\0"].map((letter) => letter.charCodeAt(0))), "|S1");
  await expect(load(archive({ X: images, y: text }))).rejects.toThrow("got an empty text in row 3");
  const column = npyFile([4, 1], Uint8Array.of(1, 0, 1, 0));
  const data = await load(archive({ images, kind: column }), { features: "images", labels: "kind" });
  expect(data.values).toBeInstanceOf(Float32Array);
  expect(data.featureShape).toEqual([2, 2, 1]);
  expect(data.labels).toEqual(Int32Array.of(1, 0, 1, 0));
});

test("reads what numpy.savez wrote, deflated or not", async () => {
  for (const file of ["npy/stored.npz", "npy/deflated.npz"]) {
    expect(await load(goldenPath(file))).toMatchObject({
      featureShape: [3],
      labels: Int32Array.of(1, 1, 0, 0, 1, 0),
      classNames: ["0", "1"],
    });
  }
});

test("reads NaN as a missing value, with the message that refuses it", async () => {
  const { values, missing } = await load(archive({ X: npyFile([4, 2], Float64Array.of(1, 2, 3, NaN, 5, NaN, 7, 8)), y: labels }));
  expect(values).toEqual(Float64Array.of(1, 2, 3, NaN, 5, NaN, 7, 8));
  expect(missing).toContain(
    "got NaN, a missing value, in row 1, column 1 (counted from 0; 2 rows are affected). Fill or remove these rows, or set `imputer=simple`",
  );
});

describe("refuses", () => {
  const cases: Readonly<Record<string, readonly [Record<string, Buffer>, string]>> = {
    "a missing array, listing those there are": [{ X: features, target: labels }, 'at `dataset.labels`, got "y". It has: X, target.'],
    "features of rank 3": [
      { X: npyFile([2, 2, 2], new Float64Array(8)), y: labels },
      "with shape [n, d] or [n, height, width, channels], got [2, 2, 2].",
    ],
    "no rows": [{ X: npyFile([0, 2], new Float64Array(0)), y: npyFile([0], new Uint8Array(0)) }, "got [0, 2]."],
    "infinite numbers, with their place": [
      { X: npyFile([4, 2], Float64Array.of(1, NaN, 3, 4, 5, Infinity, 7, -Infinity)), y: labels },
      "got Infinity, an infinite number, in row 2, column 1 (counted from 0; 2 rows are affected). Correct or remove these rows.",
    ],
    "labels of another length": [{ X: features, y: npyFile([3], Uint8Array.of(0, 1, 0)) }, "with shape [4], one label a row, got [3]."],
    "fractional labels": [{ X: features, y: npyFile([4], Float64Array.of(0, 1, 0.5, 1)) }, "got 0.5 in row 2"],
    "one class": [{ X: features, y: npyFile([4], new Uint8Array(4)) }, 'got only "0" in 4 rows.'],
  };
  for (const [name, [members, message]] of Object.entries(cases)) {
    test(`${name}`, async () => {
      await expect(load(archive(members))).rejects.toThrow(message);
      await expect(load(archive(members))).rejects.toBeInstanceOf(UserError);
    });
  }

  test("a file that is none, or damaged", async () => {
    await expect(load("no/such.npz")).rejects.toThrow("there is none");
    await expect(load(goldenPath("npy/not_a_zip.npz"))).rejects.toThrow(
      "but: expected a zip archive, got no directory at its end: it is cut or of another kind. Write it anew with numpy.savez.",
    );
  });
});
