import { basename, extname } from "node:path";
import { type Dataset, defineDataset, UserError } from "@evenkeel/core";
import { z } from "zod";
import { digestOf } from "../digest.js";
import { encodeLabels } from "../encode-labels.js";
import type { NpyArray } from "../npy/parse-npy.js";
import { type NpzArrays, parseNpz } from "../npy/parse-npz.js";
import { readSource } from "../read-source.js";

interface Settings {
  readonly path: string;
  readonly features: string;
  readonly labels: string;
}

/**
 * Two arrays of a file written by `numpy.savez`: features `[n, d]` or images `[n, height, width, channels]`, and labels
 * `[n]` or `[n, 1]`, whole numbers or text.
 */
export default defineDataset({
  name: "npz",
  summary: "arrays X and y of a NumPy .npz file",
  config: {
    path: z.string().min(1).describe("the file").meta({ examples: ["my.npz"] }),
    features: z.string().min(1).default("X").describe("name of the array of features"),
    labels: z.string().min(1).default("y").describe("name of the array of labels"),
  },
  create: (settings) => ({ load: async () => load(settings) }),
});

function load(settings: Settings): Dataset {
  const arrays = attempt(settings, () => parseNpz(readSource("npz", "dataset.path", settings.path)));
  const features = arrayNamed(arrays, settings, "features");
  const written = arrayNamed(arrays, settings, "labels");
  const { values, featureShape } = checkFeatures(features, settings);
  const { labels, classNames } = encodeLabels("npz", `\`${settings.labels}\` of ${settings.path}`, labelTexts(written, features.shape[0]!, settings));
  return {
    name: basename(settings.path, extname(settings.path)),
    values,
    numExamples: labels.length,
    featureShape,
    labels,
    numClasses: classNames.length,
    classNames,
    rowIds: Int32Array.from(labels, (_, row) => row),
    digest: digestOf(values, labels),
  };
}

function attempt<T>({ path }: Settings, read: () => T, what = "a readable archive"): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`npz: expected ${what} at ${path}, but: ${error.message}. Write it anew with numpy.savez.`, { cause: error });
  }
}

function arrayNamed(arrays: NpzArrays, settings: Settings, setting: "features" | "labels"): NpyArray {
  const name = settings[setting];
  if (!arrays.names.includes(name)) {
    throw new UserError(`npz: expected an array of ${settings.path} at \`dataset.${setting}\`, got "${name}". It has: ${arrays.names.join(", ") || "none"}.`);
  }
  return attempt(settings, () => arrays.read(name), `a readable array "${name}"`);
}

function checkFeatures({ values, shape }: NpyArray, { path, features }: Settings): { values: Float32Array | Float64Array; featureShape: number[] } {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) throw new UserError(`npz: expected numbers in "${features}" of ${path}, got text.`);
  const [numRows = 0, ...featureShape] = shape;
  if (![2, 4].includes(shape.length) || values.length === 0) {
    throw new UserError(
      `npz: expected "${features}" of ${path} with shape [n, d] or [n, height, width, channels], got [${shape.join(", ")}]. Images of one channel need a last axis of length 1.`,
    );
  }
  checkFinite(values, values.length / numRows, { path, features });
  return { values, featureShape };
}

function checkFinite(values: Float32Array | Float64Array, width: number, { path, features }: Pick<Settings, "path" | "features">): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const rows = new Set<number>();
  values.forEach((value, i) => !Number.isFinite(value) && rows.add(Math.floor(i / width)));
  throw new UserError(
    `npz: expected finite numbers in "${features}" of ${path}, got ${values[bad]} in row ${Math.floor(bad / width)}, column ${bad % width} (counted from 0; ${rows.size} rows are affected). Fill or remove these rows: values are never guessed.`,
  );
}

function labelTexts({ values, shape }: NpyArray, numRows: number, { path, labels }: Settings): string[] {
  const isColumn = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  if (!isColumn || shape[0] !== numRows) throw new UserError(`npz: expected "${labels}" of ${path} with shape [${numRows}], one label a row, got [${shape.join(", ")}].`);
  const bad = Array.from<string | number>(values).findIndex((label) => (typeof label === "string" ? label === "" : !Number.isInteger(label)));
  if (bad >= 0) throw new UserError(`npz: expected whole numbers or text in "${labels}" of ${path}, got ${values[bad] === "" ? "an empty text" : values[bad]} in row ${bad} (counted from 0).`);
  return Array.from<string | number, string>(values, String);
}
