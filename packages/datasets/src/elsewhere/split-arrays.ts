import { sizeOf, UserError } from "@evenkeel/core";
import type { NpyArray } from "../npy/parse-npy.js";
import type { NpzArrays } from "../npy/parse-npz.js";
import { type LinesOf, noLines, SPLIT } from "./split-lines.js";

/** The rows of a `.npz` file that are of a split. */
export interface SplitArrays {
  readonly count: number;
  /** Row-major `[count, ...featureShape]`. */
  readonly values: Float64Array;
  /** As they are written. */
  readonly labels: readonly string[];
}

/** Which arrays are asked for. */
export interface ArraysOf extends LinesOf {
  /** The array that holds the class. */
  readonly label: string;
  readonly featureShape: readonly number[];
}

/**
 * Rows `X` of shape `[n, ...featureShape]`, their classes, and `split`: the hash of each row's split, or one for all.
 *
 * @throws UserError
 */
export function splitArrays(arrays: NpzArrays, of: ArraysOf): SplitArrays {
  const { component, source, split, label, featureShape } = of;
  const [features, classes, hashes] = ["X", label, SPLIT].map((name) => arrayIn(arrays, name, of)) as [NpyArray, NpyArray, NpyArray];
  const [numRows = 0, ...shape] = features.shape;
  if (features.values instanceof Array || String(shape) !== String(featureShape))
    throw new UserError(
      `${component}: expected numbers of shape [n, ${featureShape.join(", ")}] in "X" of ${source}, as the rows of the data set, got ${features.values instanceof Array ? "text" : `[${features.shape.join(", ")}]`}. Give them that shape.`,
    );
  if (classes.values.length !== numRows)
    throw new UserError(
      `${component}: expected ${numRows} classes in "${label}" of ${source}, got ${classes.values.length}. Write one for each row.`,
    );
  const written = Array.from<string | number, string>(hashes.values, String);
  if (written.length !== 1 && written.length !== numRows)
    throw new UserError(
      `${component}: expected one hash in "${SPLIT}" of ${source}, or one for each of ${numRows} rows, got ${written.length}. \`evenkeel splits\` writes them.`,
    );
  const isOwn = (row: number): boolean => (written.length === 1 ? written[0] : written[row]) === split;
  const own = Array.from({ length: numRows }, (_, row) => row).filter(isOwn);
  if (own.length === 0) throw noLines(of, written);
  const width = sizeOf(featureShape);
  const values = new Float64Array(own.length * width);
  own.forEach((row, i) => values.set((features.values as Float64Array).subarray(row * width, (row + 1) * width), i * width));
  return { count: own.length, values, labels: own.map((row) => String(classes.values[row])) };
}

function arrayIn(arrays: NpzArrays, name: string, { component, source }: ArraysOf): NpyArray {
  try {
    return arrays.read(name);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(
      `${component}: expected arrays X, y and split in ${source}, but for \`${name}\`: ${error.message}. Write it with numpy.savez.`,
      {
        cause: error,
      },
    );
  }
}
