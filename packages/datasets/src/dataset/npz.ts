import { basename, extname } from "node:path";
import { type Dataset, defineDataset, didYouMean, UserError } from "@evenkeel/core";
import { z } from "zod";
import { labelled } from "../labelled.js";
import { encodeLabels } from "../encode-labels.js";
import { binaryKind, foreignText } from "../file-kind.js";
import { largestExact, type NpyArray } from "../npy/parse-npy.js";
import { type NpzArrays, parseNpz } from "../npy/parse-npz.js";
import { readSource } from "../read-source.js";
import { isMissing } from "../table/explain-cell.js";

interface Settings {
  readonly path: string;
  readonly features: string;
  readonly labels: string;
  readonly layout: "auto" | "channels-last";
}

/**
 * Two arrays of a file written by `numpy.savez`: features `[n, d]` or images `[n, height, width, channels]`, and labels
 * `[n]` or `[n, 1]`, whole numbers or text.
 */
export default defineDataset({
  name: "npz",
  summary: "arrays X and y of a NumPy .npz file",
  config: {
    path: z
      .string()
      .min(1)
      .describe("the file")
      .meta({ examples: ["my.npz"] }),
    features: z.string().min(1).default("X").describe("name of the array of features"),
    labels: z.string().min(1).default("y").describe("name of the array of labels"),
    layout: z
      .enum(["auto", "channels-last"])
      .default("auto")
      .describe("of images; auto refuses shapes that look like channels first, channels-last takes any as [n, height, width, channels]"),
  },
  create: (settings) => ({ load: async () => load(settings) }),
});

function load(settings: Settings): Dataset {
  const arrays = openArchive(settings);
  const features = arrayNamed(arrays, settings, "features");
  const written = arrayNamed(arrays, settings, "labels");
  const { values, featureShape, missing } = checkFeatures(features, settings);
  checkLabelShape(written, features.shape, settings);
  const { labels, classNames, warnings } = encodeLabels("npz", `"${settings.labels}" of ${settings.path}`, labelTexts(written, settings));
  return {
    name: basename(settings.path, extname(settings.path)),
    featureShape,
    ...labelled(values, { labels, classNames, warnings, ...(missing !== undefined && { missing }) }),
  };
}

function openArchive({ path }: Settings): NpzArrays {
  const bytes = readSource("npz", "dataset.path", path);
  try {
    return parseNpz(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    if (bytes.length === 0)
      throw new UserError(`npz: expected an archive written by numpy.savez at ${path}, got an empty file. Write it anew.`, {
        cause: error,
      });
    const other = binaryKind(bytes) ?? foreignText(new TextDecoder().decode(bytes.subarray(0, 65536)));
    if (other && !other.kind.includes(".npz"))
      throw new UserError(
        `npz: expected an archive written by numpy.savez at ${path}, got what seems to be ${other.kind}. ${other.cure}.`,
        { cause: error },
      );
    const isText = !other && isPrintable(bytes);
    if (isText)
      throw new UserError(
        `npz: expected an archive written by numpy.savez at ${path}, got what seems to be text. Read a table with \`dataset=csv\`.`,
        { cause: error },
      );
    throw new UserError(`npz: expected a readable archive at ${path}, but: ${error.message}. Write it anew with numpy.savez.`, {
      cause: error,
    });
  }
}

function isPrintable(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 4096).every((byte) => byte >= 32 || [9, 10, 13].includes(byte));
}

/** What makes an array readable in NumPy, up to "it anew". */
function cureOf(problem: string, name: string, setting: "features" | "labels"): string {
  if (problem.includes("complex")) return `Take what is real, e.g. ${name}.real, and write`;
  if (problem.includes("structured"))
    return `Lay its fields side by side, numpy.lib.recfunctions.structured_to_unstructured(${name}), and write`;
  if (/dtype|integers within/.test(problem))
    return `Convert it, e.g. ${name}.astype(${setting === "features" ? "'float64'" : "str"}), and write`;
  return "Write";
}

function arrayNamed(arrays: NpzArrays, settings: Settings, setting: "features" | "labels"): NpyArray {
  const name = settings[setting];
  const { path } = settings;
  if (!arrays.names.includes(name)) {
    const other = arrays.names.find((known) => known !== settings.features && known !== settings.labels);
    const advice =
      didYouMean(name, arrays.names) ||
      (other === undefined ? " Write both: np.savez(FILE, X=X, y=y)." : ` Name the one to read, e.g. \`dataset.${setting}=${other}\`.`);
    throw new UserError(
      `npz: expected an array of ${path} at \`dataset.${setting}\`, got "${name}". It has: ${arrays.names.join(", ") || "none"}.${advice}`,
    );
  }
  try {
    return arrays.read(name);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(
      `npz: expected a readable array "${name}" at ${path}, but: ${error.message}. ${cureOf(error.message, name, setting)} it anew with numpy.savez.`,
      { cause: error },
    );
  }
}

function checkFeatures(
  { values, shape }: NpyArray,
  { path, features, layout }: Settings,
): { values: Float32Array | Float64Array; featureShape: number[]; missing?: string } {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) {
    throw new UserError(
      `npz: expected numbers in "${features}" of ${path}, got text. Write numbers, e.g. ${features}.astype('float64'), or a table as CSV for columns of categories.`,
    );
  }
  const [numRows = 0, ...featureShape] = shape;
  if (![2, 4].includes(shape.length) || values.length === 0) {
    throw new UserError(
      `npz: expected "${features}" of ${path} with shape [n, d] or [n, height, width, channels], got [${shape.join(", ")}]. ${shapeAdvice(features, shape)}`,
    );
  }
  if (layout === "auto" && shape.length === 4 && seemsChannelsFirst(featureShape)) {
    const [channels, height, width] = featureShape;
    throw new UserError(
      `npz: expected "${features}" of ${path} as images [n, height, width, channels], e.g. [${numRows}, ${height}, ${width}, ${channels}], got [${shape.join(", ")}], which seems to have its channels first. ` +
        `Put them last, in NumPy: ${features} = ${features}.transpose(0, 2, 3, 1). If they are last already, set \`dataset.layout=channels-last\`.`,
    );
  }
  const missing = checkFinite(values, values.length / numRows, { path, features });
  return { values, featureShape, ...(missing !== null && { missing }) };
}

function shapeAdvice(name: string, shape: readonly number[]): string {
  if (shape.includes(0)) return "It holds no values: check how it was made.";
  if (shape.length === 3)
    return `Images of one channel need a last axis of length 1, in NumPy: ${name} = ${name}[..., None]; other rows go flat: ${name} = ${name}.reshape(len(${name}), -1).`;
  if (shape.length === 1) return `One feature is a column, in NumPy: ${name} = ${name}.reshape(-1, 1).`;
  return `Rows go flat, in NumPy: ${name} = ${name}.reshape(len(${name}), -1).`;
}

/**
 * Whether [a, b, c] is rather [channels, height, width] than [height, width, channels]: the last two axes are a square and the
 * first is not, or the first could be the channels of a picture and the last could not.
 */
function seemsChannelsFirst([a, b, c]: readonly number[]): boolean {
  if (a === b || c === 1) return false;
  return b === c || (a! <= 4 && c! > 4);
}

/**
 * The message that refuses missing values; null if there are none.
 *
 * @throws UserError for infinite ones.
 */
function checkFinite(
  values: Float32Array | Float64Array,
  width: number,
  { path, features }: Pick<Settings, "path" | "features">,
): string | null {
  const refusal = (isBad: (value: number) => boolean, kind: string, advice: string): string | null => {
    const bad = values.findIndex(isBad);
    if (bad < 0) return null;
    const rows = new Set<number>();
    values.forEach((value, i) => isBad(value) && rows.add(Math.floor(i / width)));
    return `npz: expected finite numbers in "${features}" of ${path}, got ${values[bad]}, ${kind}, in row ${Math.floor(bad / width)}, column ${bad % width} (counted from 0; ${rows.size} ${rows.size === 1 ? "row is" : "rows are"} affected). ${advice}`;
  };
  const infinite = refusal((value) => Math.abs(value) === Infinity, "an infinite number", "Correct or remove these rows.");
  if (infinite !== null) throw new UserError(infinite);
  return refusal(Number.isNaN, "a missing value", "Fill or remove these rows, or set `imputer=simple`: values are never guessed unasked.");
}

function checkLabelShape({ shape, values }: NpyArray, featuresShape: readonly number[], { path, labels, features }: Settings): void {
  const numRows = featuresShape[0]!;
  const isColumn = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  if (isColumn && shape[0] === numRows) return;
  const advice =
    isColumn && shape[0] === featuresShape[1] && featuresShape.length === 2
      ? `"${features}" of shape [${featuresShape.join(", ")}] seems to have its rows as columns, in NumPy: ${features} = ${features}.T.`
      : shape.length === 2 && shape[0] === numRows
        ? isOneHot(values, shape[1]!)
          ? `It seems to be one-hot, in NumPy: ${labels} = ${labels}.argmax(axis=1).`
          : "Choose one of its columns: several labels of a row cannot be learned."
        : values.length === numRows
          ? `In NumPy: ${labels} = ${labels}.ravel().`
          : "Check that both were made of the same rows.";
  throw new UserError(
    `npz: expected "${labels}" of ${path} with shape [${numRows}], one label a row, got [${shape.join(", ")}]. ${advice}`,
  );
}

function isOneHot(values: NpyArray["values"], width: number): boolean {
  const entries = Array.from<string | number>(values);
  const inRow = (row: number) => entries.slice(row * width, (row + 1) * width);
  return Array.from({ length: entries.length / width }, (_, row) => row).every(
    (row) => inRow(row).filter((value) => value === 1).length === 1 && inRow(row).filter((value) => value === 0).length === width - 1,
  );
}

function labelTexts({ values, dtype }: NpyArray, { path, labels }: Settings): string[] {
  const entries = Array.from<string | number>(values);
  const refuse = (row: number, got: string, advice: string): never => {
    throw new UserError(
      `npz: expected whole numbers or text in "${labels}" of ${path}, got ${got} in row ${row} (counted from 0). ${advice}`,
    );
  };
  const bad = entries.findIndex((label) => (typeof label === "string" ? isMissing(label, "label") : !Number.isInteger(label)));
  if (bad >= 0) {
    const label = entries[bad]!;
    if (typeof label === "string")
      refuse(bad, label.trim() === "" ? "an empty text" : `"${label}", a missing value,`, "Fill it in or remove the row.");
    if (!Number.isFinite(label)) refuse(bad, Number.isNaN(label) ? "NaN, a missing value," : String(label), "Remove the row.");
    refuse(
      bad,
      String(label),
      `Classes are learned here, not quantities: bin them, e.g. ${labels} = (${labels} > 0.5).astype(int), or write names, ${labels}.astype(str).`,
    );
  }
  const largest = largestExact(dtype);
  const rounded = entries.findIndex((label) => typeof label === "number" && Math.abs(label) > largest);
  if (rounded >= 0)
    refuse(
      rounded,
      `${entries[rounded]} as ${dtype}, which does not hold every whole number of that size,`,
      `Different labels may have been rounded to one: write the originals as text, ${labels}.astype(str).`,
    );
  return entries.map(String);
}
